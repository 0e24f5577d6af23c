import type { PharloContext } from './request';

/** What the user of a run should know although nothing failed. n8n shows it beside the output. */
export class Hints {
	readonly #shown = new Set<string>();

	constructor(readonly context: PharloContext) {}

	/** Shows a warning once; nowhere but in an execution. */
	warn(message: string): void {
		const { context } = this;
		if (this.#shown.has(message) || !('addExecutionHints' in context)) return;
		this.#shown.add(message);
		context.addExecutionHints({ message, location: 'outputPane', type: 'warning' });
	}
}
