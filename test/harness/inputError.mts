import { InvalidInputError } from '../../domain/errors.ts';

/** What was refused; fails where nothing was, or where something else went wrong. */
export function inputErrorOf(action: () => unknown): InvalidInputError {
	try {
		action();
	} catch (error) {
		if (error instanceof InvalidInputError) return error;
		throw error;
	}
	throw new Error('It was not refused');
}
