import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IGetNodeParameterOptions,
	INode,
	INodeProperties,
	NodeParameterValueType,
} from 'n8n-workflow';

import type { RunIdentity } from '../../../domain/idempotency';
import { parseText } from '../../../domain/inputs';
import type { PharloClient } from '../transport/PharloClient';

export type ParameterValue = NodeParameterValueType | object;

type GetOptions = Pick<IGetNodeParameterOptions, 'extractValue' | 'skipValidation'>;

/**
 * The node's parameters in one run. An item needs a dozen of them, and getting one from n8n takes as
 * long as several lines of ours; so what holds no expression, and is the same for all items, is got
 * once.
 */
export class RunParameters {
	/** By name; undefined for those that differ between items. */
	readonly #known = new Map<string, ParameterValue | undefined>();

	constructor(readonly context: IExecuteFunctions) {}

	/** As n8n's own `getNodeParameter`; objects may be shared between items and must not be changed. */
	get(
		name: string,
		itemIndex: number,
		fallback?: unknown,
		options: GetOptions = {},
	): ParameterValue {
		const key = options.extractValue === true ? `${name} extracted` : name;
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		const value = this.context.getNodeParameter(name, itemIndex, fallback, options);
		if (!this.#known.has(key)) {
			this.#known.set(key, holdsExpression(this.getRaw(name, fallback)) ? undefined : value);
		}
		return value;
	}

	/** What the user has entered, expressions unresolved; the same object every time. */
	getRaw(name: string, fallback?: unknown): ParameterValue {
		return this.context.getNodeParameter(name, 0, fallback, { rawExpressions: true });
	}
}

function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}

/** The parameters of one input item, expressions resolved. */
export class ItemParameters {
	readonly #collections = new Map<string, IDataObject>();

	constructor(
		readonly parameters: RunParameters,
		readonly itemIndex: number,
	) {}

	get context(): IExecuteFunctions {
		return this.parameters.context;
	}

	/** The value of a parameter. */
	get(name: string, fallback?: unknown, options?: GetOptions): ParameterValue {
		return this.parameters.get(name, this.itemIndex, fallback, options);
	}

	/** The trimmed text behind a resource locator or a plain field; empty when there is none. */
	getText(name: string, fallback = ''): string {
		return parseText(this.get(name, fallback, { extractValue: true })) ?? '';
	}

	/** The values of a collection, resolved once for the item; empty when nothing was added. */
	getCollection(name: string): IDataObject {
		const known = this.#collections.get(name);
		if (known !== undefined) return known;
		const values = this.get(name, {}) as IDataObject;
		this.#collections.set(name, values);
		return values;
	}

	/** The value of one of the Options; the option's default when it was not added. */
	getOption({ name, default: fallback }: INodeProperties): unknown {
		const value = this.getCollection('options')[name];
		return value === undefined ? fallback : value;
	}
}

/** What is the same for all items of a run. */
export interface Run {
	readonly context: IExecuteFunctions;
	/** Got once, because n8n copies it with all its parameters each time. */
	readonly node: INode;
	readonly parameters: RunParameters;
	readonly credential: ICredentialDataDecryptedObject;
	readonly client: PharloClient;
	readonly includeCredits: boolean;
	readonly maxConcurrentRequests: number;
	/** Whether the first item that fails stops the workflow. */
	readonly stopsAtError: boolean;
	readonly identity: RunIdentity;
	/** How often the node has run before in this execution; the attempts of Retry On Fail count as one. */
	readonly index: number;
	/** Whether an AI agent calls the node as its tool. */
	readonly isTool: boolean;
}

/** What an operation works with: one input item, its parameters, and the client that counts its credits. */
export class ItemContext extends ItemParameters {
	readonly client: PharloClient;

	constructor(
		readonly run: Run,
		itemIndex: number,
	) {
		super(run.parameters, itemIndex);
		this.client = run.client.forItem();
	}

	/** An output object, with what the item has cost where the user asks for it. */
	withCredits(json: IDataObject): IDataObject {
		if (!this.run.includeCredits) return json;
		const { used, balance } = this.client.credits;
		return { ...json, creditsUsed: used, creditsBalance: balance };
	}
}
