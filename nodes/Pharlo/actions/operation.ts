import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemCall } from '../itemCall';

/** One operation: what the panel shows and what it does with one item. */
export interface Operation {
	/** Saved in users' workflows: never change it once it has landed. */
	readonly value: string;
	readonly name: string;
	/** The line in n8n's node search, e.g. `Create assignment`. */
	readonly action: string;
	readonly description: string;
	/** Shown only for this operation; the router adds the condition. */
	readonly fields: readonly INodeProperties[];
	/** Costs no credits, so there is nothing to tell of them. */
	readonly isFree?: true;
	/** @returns the output items of one input item */
	run(call: ItemCall): Promise<IDataObject[]>;
}

export interface Resource {
	readonly value: string;
	readonly name: string;
	readonly operations: readonly Operation[];
}
