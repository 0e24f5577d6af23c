import type { IDataObject } from 'n8n-workflow';

import {
	connectionProblems,
	connectionWarnings,
	platformLabel,
	type KnownConnection,
	type KnownPlatform,
} from '../../../../domain/check';
import {
	privacyProblems,
	toChannelPayload,
	type Channel,
	type SharedTexts,
} from '../../../../domain/crossPost';
import { InvalidInputError } from '../../../../domain/errors';
import { ItemContext, type Run } from '../../execution/itemContext';
import { connections, type GetTime } from '../../properties/crossPost';
import { detailsFor, type DetailsByName } from '../../properties/crossPostDetails';
import { LIST_CONNECTIONS, parseConnections } from '../../transport/connections';
import { PayloadFields } from '../../transport/platforms';
import { fetchFacts } from './checkFacts';
import { toDraft, tolerateTime, type Draft } from './plan';
import type { InvalidPlan } from './planAll';

/** What one input item asks for, as its panel says it. */
export interface Wanted {
	readonly item: ItemContext;
	readonly ids: readonly string[];
	/** Those of them that were entered more than once. */
	readonly repeated: readonly string[];
	readonly maySkip: boolean;
	readonly contentType: string;
	readonly texts: SharedTexts;
	readonly details: DetailsByName;
	readonly getTime: GetTime | undefined;
}

/** A post as far as it is known before its draft. */
interface Post {
	readonly item: ItemContext;
	readonly connection: KnownConnection;
	readonly channel: Channel;
	readonly payload: IDataObject;
	readonly place: number;
}

/** Drafts the posts of items, by what Pharlo says of connections and platforms. */
export class CrossPostDrafter {
	readonly #fields: PayloadFields;

	private constructor(
		run: Run,
		readonly connections: ReadonlyMap<string, KnownConnection>,
		private readonly platforms: readonly KnownPlatform[] | undefined,
		readonly creditsLeft: number | null,
	) {
		this.#fields = new PayloadFields(run.client);
	}

	static async start(run: Run, [first]: readonly Wanted[]): Promise<CrossPostDrafter> {
		const client = first?.item.client ?? run.client;
		const [rows, { platforms, left }] = await Promise.all([
			client.fetchAll(LIST_CONNECTIONS),
			fetchFacts(client, false),
		]);
		const known = parseConnections(rows).map((one) => [one.id.toLowerCase(), one] as const);
		return new CrossPostDrafter(run, new Map(known), platforms, left);
	}

	async draft(
		wanted: Wanted,
		more: (item: ItemContext) => IDataObject,
	): Promise<Array<Draft | InvalidPlan>> {
		const { itemIndex } = wanted.item;
		try {
			this.#requireKnownNames(wanted.details);
		} catch (error) {
			return [{ itemIndex, error }];
		}
		const posts = await Promise.all(
			wanted.ids.map(async (id, place): Promise<Post | InvalidPlan> => {
				try {
					return await this.#prepare(wanted, id, place);
				} catch (error) {
					return { itemIndex, part: id.toLowerCase(), error };
				}
			}),
		);
		const prepared = posts.filter((post): post is Post => 'channel' in post);
		const problems = new Map(
			privacyProblems(prepared).map((problem, index) => [prepared[index], problem]),
		);
		return posts.map((post) => {
			if ('error' in post) return post;
			const part = post.connection.id.toLowerCase();
			try {
				const problem = problems.get(post);
				if (problem !== undefined) throw problem;
				return this.#toDraft(wanted, post, more(post.item));
			} catch (error) {
				return { itemIndex, part, error };
			}
		});
	}

	/** @throws {InvalidInputError} for details of something that does not exist, such as a misspelled platform */
	#requireKnownNames(details: DetailsByName): void {
		const { platforms } = this;
		if (platforms === undefined) return;
		const slugs = platforms.map(({ slug }) => slug.toLowerCase());
		const unknown = [...details.keys()].find(
			(name) => !slugs.includes(name) && !this.connections.has(name),
		);
		if (unknown === undefined) return;
		throw new InvalidInputError(
			`'${unknown}' in the details is neither a platform nor a connection of this API key`,
			`Use the ID of a connection, or the name of a platform: ${slugs.join(', ')}.`,
		);
	}

	async #prepare(wanted: Wanted, id: string, place: number): Promise<Post> {
		const { details, texts } = wanted;
		const connection = this.connections.get(id.toLowerCase());
		const own = detailsFor(details, { id, platform: connection?.platform });
		const type = own.contentType ?? wanted.contentType;
		const { displayName: label } = connections.definition;
		const [problem] = connectionProblems(
			{ connectionId: id, contentType: type, publishAt: new Date(), label },
			{ connections: connection === undefined ? [] : [connection], platforms: this.platforms },
		);
		if (problem !== undefined) throw new InvalidInputError(problem.what, problem.whatToDo);
		// Without a connection there was a problem.
		const { platform = '' } = connection ?? {};
		const { fields } = await this.#fields.of(platform, type);
		const channel = { platformName: this.#platformName(platform), contentType: type, fields };
		// The first post counts the credits of the item as a whole.
		const item =
			place === 0 ? wanted.item : new ItemContext(wanted.item.run, wanted.item.itemIndex);
		const zone = item.context.getTimezone();
		return {
			item,
			connection: connection ?? { id },
			channel,
			payload: toChannelPayload(channel, texts, own, zone) as IDataObject,
			place,
		};
	}

	/** What may go wrong until the post is published; shown once for each connection. */
	#warn(connection: KnownConnection, publishAt: Date, { client }: ItemContext): void {
		const asked = { connectionId: connection.id, contentType: '', publishAt };
		const known = { connections: [connection] };
		for (const { what, whatToDo } of connectionWarnings(asked, known, new Date())) {
			client.record.warn(`${what}. ${whatToDo}`);
		}
	}

	/** A platform as people call it. */
	#platformName(slug: string): string {
		return platformLabel(this.platforms?.find((one) => one.slug === slug) ?? { slug });
	}

	#toDraft(
		{ getTime }: Wanted,
		{ item, connection, channel, payload, place }: Post,
		more: IDataObject,
	): Draft {
		const { id, platform, name = null } = connection;
		const time = getTime === undefined ? {} : tolerateTime(() => getTime({ id, platform }, place));
		this.#warn(connection, new Date(time.value ?? Date.now()), item);
		const asked = {
			type: channel.contentType,
			part: id.toLowerCase(),
			getConnectionId: () => id,
			getTime: () => time,
			getPayload: () => payload,
		};
		return { ...toDraft(item, asked, more), shown: { connectionName: name } };
	}
}
