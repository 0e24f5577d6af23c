import { InvalidInputError } from '../../domain/errors.ts';

/** Returns the input error that an action throws; fails if it throws none, or another error. */
export function inputErrorOf(action: () => unknown): InvalidInputError {
	try {
		action();
	} catch (error) {
		if (error instanceof InvalidInputError) return error;
		throw error;
	}
	throw new Error('Expected an InvalidInputError');
}
