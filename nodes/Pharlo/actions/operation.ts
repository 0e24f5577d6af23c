import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

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
	/** @returns the output items of one input item */
	run(context: IExecuteFunctions, itemIndex: number): Promise<IDataObject[]>;
}

export interface Resource {
	readonly value: string;
	readonly name: string;
	readonly operations: readonly Operation[];
}
