import type { IDataObject } from 'n8n-workflow';

import type { WaitingAssignment } from '../../../domain/wait';
import type { Run } from '../execution/itemContext';

/** In the context of the node, which n8n stores with the execution. */
interface Memory extends IDataObject {
	/** The ID of the execution. n8n's Retry gives what was stored to an execution of another ID. */
	readonly execution: string;
	/** When the execution came to the node for the first time, in milliseconds since 1970. */
	readonly since: number;
	ids: string[];
}

/** Pharlo's times have no fractions of a second, and its clock may differ a little from ours. */
const TOLERANCE_MS = 2000;

/**
 * Tells which assignments this execution created, so that they report to it. Remembers their IDs through
 * the attempts of Retry On Fail, which run the whole node again, and through the passes of a loop.
 */
export class CreatedHere {
	readonly #memory: Memory;

	/** To be made before anything is created. */
	constructor(private readonly run: Run) {
		const stored: IDataObject & { createdHere?: Memory } = run.context.getContext('node');
		const execution = run.context.getExecutionId();
		const known = stored.createdHere;
		this.#memory =
			known?.execution === execution ? known : { execution, since: Date.now(), ids: [] };
		stored.createdHere = this.#memory;
	}

	/** Remembers those that did not exist before. */
	remember(assignments: readonly WaitingAssignment[]): void {
		const created = assignments.filter(({ alreadyExisted }) => alreadyExisted !== true);
		this.#memory.ids = [...new Set([...this.#memory.ids, ...created.map(({ id }) => id)])];
	}

	/**
	 * Whether this execution has certainly created an assignment. Where Pharlo says that it existed, the
	 * response to an earlier request of ours may have been lost.
	 *
	 * @param hasLastingKey whether other executions use the same idempotency key
	 */
	includes({ id, alreadyExisted, createdAt }: WaitingAssignment, hasLastingKey: boolean): boolean {
		if (alreadyExisted !== true || this.#memory.ids.includes(id)) return true;
		if (hasLastingKey) return false;
		// Only n8n's Retry makes another execution with the same automatic key.
		if (this.run.context.getMode() !== 'retry') return true;
		return Date.parse(String(createdAt)) >= this.#memory.since - TOLERANCE_MS;
	}
}
