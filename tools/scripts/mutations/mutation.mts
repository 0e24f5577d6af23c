/** One way to break the source. */
export interface Mutation {
	readonly name: string;
	readonly file: string;
	/** Occurs exactly once in the file. */
	readonly from: string;
	readonly to: string;
	/** Parts of the names of the tests that are meant to notice. */
	readonly tests: readonly string[];
}

type Change = readonly [name: string, from: string, to: string];

/** Changes to one file, which the same tests are meant to notice. */
export function inFile(
	file: string,
	tests: readonly string[],
	changes: readonly Change[],
): Mutation[] {
	return changes.map(([name, from, to]) => ({ name, file, from, to, tests }));
}
