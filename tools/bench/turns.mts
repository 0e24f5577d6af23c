/** One side of a comparison. */
export interface Contender<T> {
	readonly name: string;
	run(): Promise<T>;
}

/**
 * Runs the contenders in alternating rounds (A B C A B C …), so that a slowdown of the machine
 * affects all of them. Warm-up rounds are not counted.
 */
export async function runAlternating<T>(
	contenders: ReadonlyArray<Contender<T>>,
	rounds: number,
	warmUps = 1,
): Promise<Map<string, T[]>> {
	const results = new Map<string, T[]>(contenders.map(({ name }) => [name, []]));
	for (let round = -warmUps; round < rounds; round++) {
		for (const contender of contenders) {
			const result = await contender.run();
			if (round >= 0) results.get(contender.name)?.push(result);
		}
	}
	return results;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1
		? (sorted[middle] ?? 0)
		: ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Formats the range of the values, e.g. `1200–1350`. */
export function spreadOf(values: readonly number[]): string {
	return `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}`;
}
