import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IGetNodeParameterOptions,
	INode,
	INodeProperties,
	NodeParameterValueType,
} from 'n8n-workflow';

import { InvalidInputError } from '../../../domain/errors';
import type { NodeIdentity } from '../../../domain/idempotency';
import { isBlank, parseText, requireText } from '../../../domain/inputs';
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

/** Whether a stored value is an expression, or has one inside. */
export function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}

/** What helps with a required value that an expression should have given. */
const NO_RESULT =
	'Its expression returns nothing for this item: check that the field is there, and how it is spelled.';

/** What a parameter is called in the panel, and in a saved workflow. */
type Label = Pick<INodeProperties, 'displayName' | 'name'>;

/** The collection of everything that is optional; every operation has it. */
export const OPTIONS: Label = { displayName: 'Options', name: 'options' };

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

	/**
	 * The text behind a resource locator or a plain field.
	 *
	 * @param path where it is, if it is not a parameter of the top level: `filters.platform`
	 * @returns trimmed; undefined when it is blank
	 * @throws {InvalidInputError} for anything that is not a text or a number
	 */
	getText({ displayName, name }: Label, path = name): string | undefined {
		return parseText(displayName, this.get(path, '', { extractValue: true }));
	}

	/**
	 * As {@link getText}, for what must be there.
	 *
	 * @param howTo the description of the error when nothing was entered
	 * @throws {MissingInputError} when it is blank
	 */
	requireText({ displayName, name }: Label, howTo: string): string {
		const value = this.get(name, '', { extractValue: true });
		const isMissing = isBlank(value) && this.holdsExpression(name);
		return requireText(displayName, value, isMissing ? NO_RESULT : howTo);
	}

	/**
	 * As {@link getText}, where a blank text means something that the user can only have typed: an
	 * expression without a value must not fall back to it.
	 *
	 * @throws {InvalidInputError} also when an expression left it blank
	 */
	getTypedText(definition: Label, path = definition.name): string | undefined {
		const text = this.getText(definition, path);
		if (text === undefined && this.holdsExpression(path)) {
			throw new InvalidInputError(
				`'${definition.displayName}' is empty`,
				'Its expression returns nothing. Correct it, or clear the field.',
			);
		}
		return text;
	}

	/** Whether the user has entered an expression, here or inside. */
	holdsExpression(path: string): boolean {
		return holdsExpression(this.parameters.getRaw(path, null));
	}

	/**
	 * The values of a collection, resolved once for the item: what was added, blank or not.
	 *
	 * @throws {InvalidInputError} when an expression for the whole collection gives something else
	 */
	getCollection({ displayName, name }: Label): IDataObject {
		const known = this.#collections.get(name);
		if (known !== undefined) return known;
		const values = this.get(name, {});
		if (typeof values !== 'object' || values === null || Array.isArray(values)) {
			throw new InvalidInputError(
				`'${displayName}' is not an object`,
				'Add the entries one by one, or make the expression return an object.',
			);
		}
		const collection = values as IDataObject;
		this.#collections.set(name, collection);
		return collection;
	}

	/** The value of one of the Options, blank or not; the option's default when it was not added. */
	getOption({ name, default: fallback }: INodeProperties): unknown {
		const values = this.getCollection(OPTIONS);
		return name in values ? values[name] : fallback;
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
	readonly identity: NodeIdentity;
	/** How often the node has run before in this execution; the attempts of Retry On Fail count as one. */
	readonly index: number;
	/** Where a POST resumes this execution while it waits, exactly as n8n gives it. */
	readonly resumeUrl: string;
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
