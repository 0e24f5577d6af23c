import type { IDataObject } from 'n8n-workflow';
import pLimit from 'p-limit';

import { MAX_PAGE_SIZE } from '../../transport/pagination';
import { DEFAULT_TIMEOUT_MS, type Manner } from '../../transport/PharloClient';
import type { ItemCall } from '../../execution/itemContext';
import { assignmentRequest } from '../requests';

/** What reading an assignment came to. */
export type Reading = IDataObject | Error;

/** The last look is taken when the time is up, and needs some time of its own. */
const LAST_LOOK_MS = 10_000;

/** Reads assignments by their IDs for as few credits as it can. */
export class AssignmentReader {
	#isListWorthwhile = true;

	/**
	 * A list costs one credit whatever is in it, so it is tried first where several are wanted. In
	 * which order Pharlo lists is not documented: if it shows no two of them, it is not tried again.
	 *
	 * @param wanted the item that asks for each ID
	 * @param end milliseconds since 1970; no answer is waited for much longer
	 */
	async read(wanted: ReadonlyMap<string, ItemCall>, end: number): Promise<Map<string, Reading>> {
		const found = await this.#readList(wanted, end);
		const [first] = wanted.values();
		if (first === undefined) return found;
		const limit = pLimit(first.settings.maxConcurrent);
		const missing = [...wanted].filter(([id]) => !found.has(id));
		const readings = await Promise.all(
			missing.map(async ([id, call]) => await limit(readOne, call, id, end)),
		);
		missing.forEach(([id], index) => found.set(id, readings[index] ?? { id }));
		return found;
	}

	async #readList(
		wanted: ReadonlyMap<string, ItemCall>,
		end: number,
	): Promise<Map<string, Reading>> {
		const [call] = wanted.values();
		if (call === undefined || wanted.size < 2 || !this.#isListWorthwhile) return new Map();
		const listed = await call
			.list(
				{ path: ['assignments'], intent: 'list the assignments', manner: until(call, end) },
				MAX_PAGE_SIZE,
			)
			.catch((): IDataObject[] => []);
		const found = new Map<string, Reading>();
		for (const assignment of listed) {
			if (wanted.has(String(assignment.id))) found.set(String(assignment.id), assignment);
		}
		this.#isListWorthwhile = found.size > 1;
		return found;
	}
}

async function readOne(call: ItemCall, id: string, end: number): Promise<Reading> {
	return await call
		.requestObject({ ...assignmentRequest(id), manner: until(call, end) })
		.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
}

/** A Pharlo that hangs must not keep the user waiting far beyond the limit that was set. */
function until({ settings }: ItemCall, end: number): Manner {
	const left = Math.max(end - Date.now(), LAST_LOOK_MS);
	const { timeoutMs = DEFAULT_TIMEOUT_MS } = settings.manner;
	return { retryWindowMs: left, timeoutMs: Math.min(timeoutMs, left) };
}
