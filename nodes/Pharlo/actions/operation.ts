import type { IDataObject } from 'n8n-workflow';

import type { ItemContext, Run } from '../execution/itemContext';
import type { ItemResult } from '../execution/run';
import type { OutputFields } from '../properties/output';
import type { PanelProperty } from '../properties/property';

/** What every operation says about itself. */
interface Description {
	/** Stored in users' workflows: never change it once it has landed. */
	readonly value: string;
	readonly name: string;
	/** The line in n8n's node search, e.g. `Create assignment`. */
	readonly action: string;
	readonly description: string;
	/** For models that build workflows: when to choose it, and when another one. */
	readonly builderHint?: string;
	/** Shown only for this operation; the router adds the condition. */
	readonly properties: readonly PanelProperty[];
	/** The fields of a long output, for the user of an AI tool to choose from. */
	readonly output?: OutputFields;
	/** Entries of Options, beside those that every operation has. */
	readonly options?: readonly PanelProperty[];
	/** It costs no credits, or cannot tell how many: 'Include Credits' is not offered. */
	readonly withoutCredits?: true;
	/** It waits for an outcome, so it can have an output for each. */
	readonly waits?: true;
	/** It publishes an item on several connections. */
	readonly crossPosts?: true;
	/** It says what another operation would do, and can have an output for what is valid. */
	readonly checks?: true;
	/** It puts the execution to sleep while it waits. */
	readonly suspends?: true;
}

/** An operation that works item by item, as nearly all do. */
export interface Operation extends Description {
	/** @returns the output objects of one input item */
	execute(item: ItemContext): Promise<IDataObject[]>;
}

/** An operation on all input items together, because they share a check, a wait or a request. */
export interface BatchOperation extends Description {
	/** @returns what came of the items; those whose turn never came are left out */
	executeAll(items: readonly ItemContext[], run: Run): Promise<readonly ItemResult[]>;
}

export type AnyOperation = Operation | BatchOperation;

/** A resource, as n8n calls a group of operations. */
export interface Resource {
	readonly value: string;
	readonly name: string;
	/** In the list of resources; newcomers do not know Pharlo's terms. */
	readonly description: string;
	readonly operations: readonly AnyOperation[];
}
