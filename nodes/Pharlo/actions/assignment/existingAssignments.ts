import type { IDataObject } from 'n8n-workflow';

import { InvalidInputError } from '../../../../domain/errors';
import { findDifferences, isAnotherPost } from '../../../../domain/existing';
import { findByKey } from '../../../../domain/idempotency';
import { keyLabel } from '../../properties/createOptions';
import type { PharloClient } from '../../transport/PharloClient';
import type { Plan } from './plan';

/** What an assignment is looked for by. */
export interface Search {
	readonly idempotencyKey: string;
	readonly externalId: string;
	/** Looked through last, where it is certain that there is one with the key. */
	readonly connectionId?: string;
}

/** Pages of a connection's assignments that are looked through; Pharlo does not document their order. */
const MAX_PAGES_OF_CONNECTION = 10;

/**
 * The assignments that existed before a run. Pharlo has no search by idempotency key, so they are looked
 * for in lists, each of which is fetched once for all items and no further than to what is looked for.
 */
export class ExistingAssignments {
	readonly #lists = new Map<string, LazyList>();

	/**
	 * Finds the assignment that an idempotency key belongs to.
	 *
	 * @param client of the item that pays for pages that were not fetched yet
	 * @returns undefined where it is not found
	 * @throws {ApiError} where a list cannot be fetched
	 */
	async find(
		client: PharloClient,
		{ idempotencyKey, externalId, connectionId }: Search,
	): Promise<IDataObject | undefined> {
		// The key was the external ID of those that were created without another one.
		for (const id of new Set([externalId, idempotencyKey])) {
			const list = this.#list({ externalId: id });
			const found = await list.find(client, idempotencyKey);
			if (found !== undefined) return found;
			const guess = list.isComplete ? findByKey(list.rows, idempotencyKey, id) : undefined;
			if (guess !== undefined) return guess;
		}
		return connectionId === undefined
			? undefined
			: await this.#list({ connectionId }, MAX_PAGES_OF_CONNECTION).find(client, idempotencyKey);
	}

	#list(query: IDataObject, maxPages = Number.POSITIVE_INFINITY): LazyList {
		const name = JSON.stringify(query);
		const list = this.#lists.get(name) ?? new LazyList(query, maxPages);
		this.#lists.set(name, list);
		return list;
	}
}

/** A list that is fetched page by page, as far as somebody asks. */
class LazyList {
	readonly rows: IDataObject[] = [];
	readonly #byKey = new Map<unknown, IDataObject>();
	readonly #ids = new Set<unknown>();
	#pages = 0;
	#fetched = 0;
	#hasMore = true;
	/** The page that is being fetched; all who ask wait for the same one, and share its fault. */
	#fetching: Promise<void> | undefined;

	constructor(
		readonly query: IDataObject,
		readonly maxPages: number,
	) {}

	get isComplete(): boolean {
		return !this.#hasMore;
	}

	async find(client: PharloClient, idempotencyKey: string): Promise<IDataObject | undefined> {
		for (;;) {
			const found = this.#byKey.get(idempotencyKey);
			if (found !== undefined || !this.#hasMore || this.#pages >= this.maxPages) return found;
			this.#fetching ??= this.#fetchNext(client);
			await this.#fetching;
		}
	}

	async #fetchNext(client: PharloClient): Promise<void> {
		const request = {
			path: ['assignments'],
			query: this.query,
			intent: 'find the existing assignment',
		};
		const { items, hasMore } = await client.fetchPage(request, this.#pages + 1, this.#fetched);
		this.#pages += 1;
		this.#fetched += items.length;
		// Some servers have only one page for every number; and a list that grows repeats some rows.
		const fresh = items.filter(({ id }) => !this.#ids.has(id));
		for (const row of fresh) {
			this.rows.push(row);
			this.#ids.add(row.id);
			if (typeof row.idempotencyKey === 'string') this.#byKey.set(row.idempotencyKey, row);
		}
		this.#hasMore = hasMore && fresh.length > 0;
		this.#fetching = undefined;
	}
}

/**
 * The output for a plan whose assignment exists already. If Pharlo has not said which connection it is
 * on, it is fetched for that, once.
 *
 * @param answer what Pharlo has told of it so far
 * @throws {InvalidInputError} where it is another post than the one that was asked for
 */
export async function toExisting(
	{ item, assignment: { content, idempotencyKey }, file, isTimed }: Plan,
	answer: IDataObject,
): Promise<IDataObject> {
	const id = String(answer.id);
	const told =
		typeof answer.connectionId === 'string'
			? answer
			: { ...answer, ...(await item.client.fetchAssignment(id).catch((): IDataObject => ({}))) };
	if (isAnotherPost(told, content)) {
		const { connectionId } = told;
		const type = told.type ?? content.type;
		throw new InvalidInputError(
			`'${keyLabel(item)}' is '${idempotencyKey ?? ''}', which belongs to another post: the assignment ${id}, a ${String(type)} on the connection ${String(connectionId)}`,
			`Nothing was created for this item, which asks for a ${String(content.type)} on the connection ${String(content.connectionId)}. Use a key that is different for every post, for example one that ends in the ID of the connection.`,
		);
	}
	// The time of 'Publish Delay' is not one that the user asked for.
	const asked = isTimed ? content : { ...content, scheduledAt: null };
	const differsIn = findDifferences(told, asked, file !== undefined);
	return {
		...told,
		idempotencyKey: idempotencyKey ?? null,
		alreadyExisted: true,
		...(differsIn.length > 0 ? { differsIn } : {}),
	};
}
