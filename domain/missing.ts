import { InvalidInputError } from './errors';

/** A value that is not there. */
export interface MissingInput {
	/** The parameter's display name, or that of a field in it. */
	readonly label: string;
	readonly howTo: string;
}

/** Input that is missing. One error names everything that is, so that nobody finds it out one by one. */
export class MissingInputError extends InvalidInputError {
	constructor(readonly missing: readonly MissingInput[]) {
		super(describeMissing(missing), describeRemedies(missing));
	}
}

function describeMissing(missing: readonly MissingInput[]): string {
	const names = missing.map(({ label }) => `'${label}'`);
	const last = names.pop() ?? '';
	return names.length === 0 ? `${last} is empty` : `${names.join(', ')} and ${last} are empty`;
}

function describeRemedies(missing: readonly MissingInput[]): string {
	const [only, ...others] = missing;
	if (only !== undefined && others.length === 0) return only.howTo;
	return missing.map(({ label, howTo }) => `${label}: ${howTo}`).join(' ');
}

/**
 * Gets several values, of which more than one may be missing.
 *
 * @returns the values in the order of the getters
 * @throws {MissingInputError} naming all that are missing, if the first error is of that kind
 * @throws the first error otherwise
 */
export function getTogether<T extends readonly unknown[]>(
	...getters: { readonly [K in keyof T]: () => T[K] }
): T {
	const errors: unknown[] = [];
	const values = getters.map((get) => {
		try {
			return get();
		} catch (error) {
			errors.push(error);
			return undefined;
		}
	});
	if (errors.length === 0) return values as unknown as T;
	const missing = errors.filter((error) => error instanceof MissingInputError);
	throw errors[0] instanceof MissingInputError && missing.length > 1
		? new MissingInputError(missing.flatMap((error) => error.missing))
		: errors[0];
}
