import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../execution/itemContext';

/** One operation: what the panel shows and what it does. */
interface Described {
	/** Saved in users' workflows: never change it once it has landed. */
	readonly value: string;
	readonly name: string;
	/** The line in n8n's node search, e.g. `Create assignment`. */
	readonly action: string;
	readonly description: string;
	/** Shown only for this operation; the router adds the condition. */
	readonly fields: readonly INodeProperties[];
	/** Costs no credits, or cannot tell how many, so that users are not offered to be told. */
	readonly withoutCredits?: true;
}

/** What nearly every operation is: it works item by item. */
export interface Operation extends Described {
	/** @returns the output items of one input item */
	run(call: ItemCall): Promise<IDataObject[]>;
}

/** Works on all input items together, because they share a wait or a request. */
export interface JointOperation extends Described {
	/** @returns the items of each output */
	runAll(calls: readonly ItemCall[]): Promise<INodeExecutionData[][]>;
}

export interface Resource {
	readonly value: string;
	readonly name: string;
	/** In the list of resources; newcomers do not know Pharlo's words. */
	readonly description: string;
	readonly operations: ReadonlyArray<Operation | JointOperation>;
}
