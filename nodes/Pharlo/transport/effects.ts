import { ApiError } from '../../../domain/errors';
import type { PharloRequest } from './request';

/** What the requests of a run, of all items together, have done. */
export class Effects {
	#mayHaveChanged = false;

	/** Whether any of them has changed something, or may have done so. */
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
		const isUnknown = error instanceof ApiError && error.outcome === 'unknown';
		if (method !== 'GET' && isUnknown) this.#mayHaveChanged = true;
		return error;
	}
}
