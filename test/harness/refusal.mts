import { Refusal } from '../../domain/invalidInput.ts';

/** What was refused; fails where nothing was, or where something else went wrong. */
export function refusalOf(action: () => unknown): Refusal {
	try {
		action();
	} catch (error) {
		if (error instanceof Refusal) return error;
		throw error;
	}
	throw new Error('It was not refused');
}
