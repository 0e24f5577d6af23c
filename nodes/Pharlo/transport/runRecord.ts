import { mayHaveHappened } from '../../../domain/errors';
import type { PharloContext, PharloRequest } from './request';

/** What is to be told of a run beside its results: whether anything was changed, and hints. */
export class RunRecord {
	readonly #hints = new Set<string>();
	#mayHaveChanged = false;

	constructor(readonly context: PharloContext) {}

	/** Whether any request, of whatever item, has changed something, or may have done so. */
	get mayHaveChanged(): boolean {
		return this.#mayHaveChanged;
	}

	/** Notes a request that succeeded, and returns what it got. */
	done<T>({ method }: PharloRequest, response: T): T {
		if (method !== 'GET') this.#mayHaveChanged = true;
		return response;
	}

	/** Notes a request that failed, and returns its error. */
	failed<E extends Error>({ method }: PharloRequest, error: E): E {
		if (method !== 'GET' && mayHaveHappened(error)) this.#mayHaveChanged = true;
		return error;
	}

	/** Shows a warning beside the output, once. */
	warn(message: string): void {
		this.#show(message, 'warning');
	}

	/** Shows a remark beside the output, once. */
	remark(message: string): void {
		this.#show(message, 'info');
	}

	/** Only executions have hints, and older versions of n8n have none. */
	#show(message: string, type: 'info' | 'warning'): void {
		const { context } = this;
		if (this.#hints.has(message) || !('addExecutionHints' in context)) return;
		this.#hints.add(message);
		context.addExecutionHints({ message, location: 'outputPane', type });
	}
}
