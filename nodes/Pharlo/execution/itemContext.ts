import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { readFlag } from '../../../domain/inputs';
import { objectSchema, readAnswer } from '../transport/answers';
import { pharloList } from '../transport/pagination';
import type { ParameterValue } from './parameters';
import type { PairedItem } from './results';
import type { RunSettings } from './runSettings';
import {
	pharloExchange,
	type Answer,
	type Credits,
	type ListRequest,
	type PharloRequest,
} from '../transport/PharloClient';

/** What an operation works with: one input item, its parameters, and the way to Pharlo. */
export class ItemCall {
	#used = 0;
	#balance: number | undefined;
	#collections: Map<string, IDataObject> | undefined;

	constructor(
		readonly context: IExecuteFunctions,
		readonly itemIndex: number,
		readonly settings: RunSettings,
	) {}

	get node(): INode {
		return this.settings.node;
	}

	/** A parameter's value for this item, expressions resolved. */
	parameter(name: string, fallback?: unknown): ParameterValue {
		return this.settings.parameters.read(name, this.itemIndex, fallback);
	}

	/**
	 * A switch's value for this item.
	 *
	 * @param label as the user sees it
	 * @throws {Refusal} when an expression gives neither true nor false
	 */
	flag(name: string, label: string, fallback: boolean): boolean {
		return readFlag(`'${label}'`, this.parameter(name, fallback));
	}

	/** The text behind a resource locator, or behind a plain field; empty when there is none. */
	text(name: string, fallback = ''): string {
		const value = this.settings.parameters.read(name, this.itemIndex, fallback, {
			extractValue: true,
		});
		return value === undefined || value === null ? '' : String(value).trim();
	}

	/** A collection's values, resolved once for the item; empty when nothing was added. */
	collection(name: string): IDataObject {
		this.#collections ??= new Map();
		const known = this.#collections.get(name);
		if (known !== undefined) return known;
		const values = this.parameter(name, {}) as IDataObject;
		this.#collections.set(name, values);
		return values;
	}

	/** @see pharloExchange */
	async exchange(request: PharloRequest): Promise<Answer> {
		return await pharloExchange(this.context, this.#inManner(request), (credits) =>
			this.#count(credits),
		);
	}

	/** The body of the answer. */
	async request(request: PharloRequest): Promise<unknown> {
		return (await this.exchange(request)).body;
	}

	/**
	 * A request that Pharlo must answer with an object, of which no key is certain.
	 *
	 * @throws {NodeApiError} when it answers something else
	 */
	async requestObject(request: PharloRequest): Promise<IDataObject> {
		return readAnswer(this.node, await this.request(request), request, objectSchema);
	}

	/** @see pharloList */
	async list(
		request: ListRequest,
		max = Number.POSITIVE_INFINITY,
		shape?: (item: IDataObject) => IDataObject,
	): Promise<IDataObject[]> {
		const count = (credits: Credits): void => this.#count(credits);
		return await pharloList(this.context, this.#inManner(request), max, count, shape);
	}

	/** What the item has cost so far, as far as Pharlo told; nothing where the user does not ask. */
	get credits(): IDataObject {
		return this.settings.includeCredits
			? { creditsUsed: this.#used, creditsBalance: this.#balance ?? null }
			: {};
	}

	/** An output item that belongs to this input item; no other may have the same object. */
	item(json: IDataObject): PairedItem {
		return {
			json: this.settings.includeCredits ? { ...json, ...this.credits } : json,
			pairedItem: { item: this.itemIndex },
		};
	}

	#inManner<R extends ListRequest>(request: R): R {
		return { ...request, manner: { ...this.settings.manner, ...request.manner } };
	}

	#count({ used, balance }: Credits): void {
		this.#used += used ?? 0;
		this.#balance = balance ?? this.#balance;
	}
}
