import type { IDataObject } from 'n8n-workflow';

import { MAX_PAGE_SIZE } from '../../../transport/pages';
import type { ItemCall } from '../../itemCall';

/** What reading an assignment came to. */
export type Reading = IDataObject | Error;

/** Reads assignments by their IDs for as few credits as it can. */
export class AssignmentReader {
	#isListWorthwhile = true;

	/**
	 * A list costs one credit whatever is in it, so it is tried first where several are wanted. In
	 * which order Pharlo lists is not documented: if it shows no two of them, it is not tried again.
	 *
	 * @param wanted the item that asks for each ID
	 */
	async read(wanted: ReadonlyMap<string, ItemCall>): Promise<Map<string, Reading>> {
		const found = await this.#readList(wanted);
		for (const [id, call] of wanted) {
			if (!found.has(id)) found.set(id, await readOne(call, id));
		}
		return found;
	}

	async #readList(wanted: ReadonlyMap<string, ItemCall>): Promise<Map<string, Reading>> {
		const [call] = wanted.values();
		if (call === undefined || wanted.size < 2 || !this.#isListWorthwhile) return new Map();
		const listed = await call
			.list({ path: ['assignments'], intent: 'list the assignments' }, MAX_PAGE_SIZE)
			.catch((): IDataObject[] => []);
		const found = new Map<string, Reading>();
		for (const assignment of listed) {
			if (wanted.has(String(assignment.id))) found.set(String(assignment.id), assignment);
		}
		this.#isListWorthwhile = found.size > 1;
		return found;
	}
}

async function readOne(call: ItemCall, id: string): Promise<Reading> {
	return await call
		.requestObject({ method: 'GET', path: ['assignments', id], intent: 'return the assignment' })
		.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
}
