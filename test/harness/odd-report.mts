import type { Failure } from './odd-run.mts';

/** Counts what was tried, and lists what went wrong; printed with ODD_VALUES_REPORT=1. */
export class OddReport {
	#parameters = 0;
	#runs = 0;
	readonly #lines: string[] = [];
	readonly #byKind = new Map<string, number>();

	/** One parameter, with so many odd values. */
	add(name: string, values: number, failures: readonly Failure[]): void {
		const grouped = new Map<string, { values: string[]; detail: string }>();
		for (const { value, what, detail } of failures) {
			const entry = grouped.get(what) ?? { values: [], detail };
			entry.values.push(value);
			grouped.set(what, entry);
		}
		const lines = [...grouped].map(([what, entry]) => {
			this.#count(what, entry.values.length);
			return `${entry.values.join(' ')} → ${what} (${entry.detail})`;
		});
		this.#push(name, values, lines);
	}

	/** One parameter whose failures are lines that end in what happened. */
	addLines(name: string, values: number, failures: readonly string[]): void {
		for (const failure of failures) this.#count(failure.split(': ')[1] ?? failure, 1);
		this.#push(name, values, failures.length === 0 ? [] : [failures.join('; ')]);
	}

	#push(name: string, values: number, lines: readonly string[]): void {
		this.#parameters++;
		this.#runs += values;
		this.#lines.push(...lines.map((line) => `${name}: ${line}`));
	}

	#count(what: string, values: number): void {
		this.#byKind.set(what, (this.#byKind.get(what) ?? 0) + values);
	}

	print(): void {
		if (process.env.ODD_VALUES_REPORT !== '1') return;
		const kinds = [...this.#byKind].map(([what, count]) => `${what}: ${count}`);
		console.log(
			[
				`${this.#parameters} parameters, ${this.#runs} odd values`,
				`Failures: ${kinds.join(', ') || 'none'}`,
				...this.#lines,
			].join('\n'),
		);
	}
}
