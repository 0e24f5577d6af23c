import { nameOfContentType } from './assignment';
import { DescribedError } from './errors';
import { MissingInputError } from './missing';

/** What would keep an assignment from being created, or from being published as asked for. */
export interface Finding {
	/** The display name of the parameter that it is about, where it is about one. */
	readonly parameter: string | null;
	readonly what: string;
	readonly whatToDo: string;
}

/** What a Create costs (Billing guide, Credit costs); a plan may have other prices. */
export const CREDITS_PER_POST = 3;

/** The finding for an error with which Create would end an item: in the same words. */
export function findingsOf(error: unknown): Finding[] {
	return error instanceof MissingInputError && error.missing.length > 1
		? error.missing.map((one) => findingOf(new MissingInputError([one])))
		: [findingOf(error)];
}

function findingOf(error: unknown): Finding {
	const what = error instanceof Error ? error.message : String(error);
	// Of a key in a JSON payload, errors name both: 'title' in 'Payload (JSON)'.
	const [, name, around] = /^'([^']+)'(?: in '([^']+)')?/.exec(what) ?? [];
	return {
		parameter: around ?? name ?? null,
		what,
		whatToDo: error instanceof DescribedError ? error.description : '',
	};
}

/** A connected channel or page, as far as Pharlo tells; see the Connections reference. */
export interface KnownConnection {
	readonly id: string;
	readonly name?: string | undefined;
	readonly platform?: string | undefined;
	readonly isActive?: boolean | undefined;
	readonly tokenExpiresAt?: string | null | undefined;
	readonly tokenStatus?: string | undefined;
}

/** A platform, as Platform → Get Many returns it. */
export interface KnownPlatform {
	readonly slug: string;
	readonly name?: string | undefined;
	readonly contentTypes: readonly string[];
}

/** What is known beside an assignment itself; undefined where it was not asked for. */
export interface Surroundings {
	readonly connections?: readonly KnownConnection[] | undefined;
	readonly platforms?: readonly KnownPlatform[] | undefined;
}

/** What is asked of a connection. */
export interface Asked {
	readonly connectionId: string;
	readonly contentType: string;
	readonly publishAt: Date;
	/** The display name of the parameter that the connection comes from; 'Connection' if left out. */
	readonly label?: string;
}

const CONNECTION = 'Connection';

/** What keeps a connection from taking a post. */
export function connectionProblems(
	{ connectionId, contentType, label = CONNECTION }: Asked,
	{ connections, platforms }: Surroundings,
): Finding[] {
	if (connections === undefined) return [];
	const connection = findConnection(connections, connectionId);
	if (connection === undefined) {
		const what = `'${label}' is '${connectionId}', which is none of the connections of this API key`;
		return [{ parameter: label, what, whatToDo: 'Choose one from the list.' }];
	}
	const name = nameOf(connection);
	const problems: Finding[] = [];
	if (connection.isActive === false) {
		problems.push({
			parameter: label,
			what: `'${label}' is ${name}, which is inactive`,
			whatToDo: "Turn it on with Connection → Update, field 'Active'.",
		});
	}
	// A time alone says little: Pharlo renews the access by itself as long as it can.
	if (connection.tokenStatus === 'expired') {
		problems.push({
			parameter: label,
			what: `'${label}' is ${name}, whose access has expired`,
			whatToDo: 'Renew it with Connection → Refresh Token, or connect the channel again.',
		});
	}
	const platform = platforms?.find(({ slug }) => slug === connection.platform);
	if (platform !== undefined && !platform.contentTypes.includes(contentType)) {
		problems.push({
			parameter: 'Content Type',
			what: `'Content Type' is ${contentType}, which ${platformLabel(platform)} does not take`,
			whatToDo: `${describePlatform(platform)}.`,
		});
	}
	return problems;
}

/** What may go wrong with a connection until the post is published. */
export function connectionWarnings(
	{ connectionId, publishAt }: Asked,
	{ connections = [] }: Surroundings,
	now: Date,
): Finding[] {
	const connection = findConnection(connections, connectionId);
	if (connection === undefined) return [];
	const expiry = expiryOf(connection);
	// Where Pharlo says that it has expired, that is a problem.
	const isKnown = connection.tokenStatus === 'expired' || Number.isNaN(expiry);
	if (isKnown || expiry > publishAt.getTime()) return [];
	const when = expiry <= now.getTime() ? 'has expired' : 'expires before the post is published';
	return [
		{
			parameter: CONNECTION,
			what: `The access to ${nameOf(connection)} ${when}, at ${String(connection.tokenExpiresAt)}`,
			whatToDo: 'Pharlo may renew it by itself. To be sure, use Connection → Refresh Token.',
		},
	];
}

/** UUIDs mean the same in upper and lower case. */
export function findConnection(
	connections: readonly KnownConnection[],
	id: string,
): KnownConnection | undefined {
	return connections.find((one) => one.id.toLowerCase() === id.toLowerCase());
}

function nameOf({ id, name }: KnownConnection): string {
	return name === undefined ? id : `'${name}'`;
}

/** In milliseconds since 1970; NaN where Pharlo does not tell. */
function expiryOf({ tokenExpiresAt }: KnownConnection): number {
	return Date.parse(tokenExpiresAt ?? '');
}

/** A platform as people call it. */
export function platformLabel({ slug, name }: Pick<KnownPlatform, 'slug' | 'name'>): string {
	return name ?? slug;
}

/** What a platform takes, e.g. `YouTube takes Short and Video`. */
export function describePlatform(platform: KnownPlatform): string {
	const types = platform.contentTypes.map(nameOfContentType);
	const last = types.at(-1) ?? 'nothing';
	const listed = types.length > 1 ? `${types.slice(0, -1).join(', ')} and ${last}` : last;
	return `${platformLabel(platform)} takes ${listed}`;
}

/** The finding where the credits do not suffice for all posts of a run. */
export function creditProblems(needed: number, left: number | null): Finding[] {
	if (left === null || left >= needed) return [];
	return [
		{
			parameter: null,
			what: `Not enough Pharlo credits for all posts of this run: ${needed} needed, ${left} left`,
			whatToDo: 'Top up in the Pharlo console, or create fewer posts.',
		},
	];
}

/** A post of a run, as far as others of the run matter to it. */
export interface Neighbor {
	readonly itemIndex: number;
	readonly connectionId: string;
	/** Its own or content key; undefined where no other item can have it. */
	readonly idempotencyKey: string | undefined;
	readonly publishAt: Date;
}

/**
 * What the posts of a run have to do with each other.
 *
 * @returns what there is to say of each of them, in their order
 */
export function neighborWarnings(posts: readonly Neighbor[]): Finding[][] {
	const byKey = new Map<string, number>();
	const byMinute = new Map<string, number>();
	return posts.map(({ itemIndex, connectionId, idempotencyKey, publishAt }) => {
		const minute = `${minuteOf(publishAt)} ${connectionId}`;
		const [same, close] = [byKey.get(idempotencyKey ?? ''), byMinute.get(minute)];
		if (idempotencyKey !== undefined && same === undefined) byKey.set(idempotencyKey, itemIndex);
		if (close === undefined) byMinute.set(minute, itemIndex);
		if (same !== undefined) {
			const what = `It has the idempotency key of item ${same}, so only one of the two is published`;
			return [{ parameter: null, what, whatToDo: 'Use a key that is different for every post.' }];
		}
		if (close === undefined) return [];
		const what = `It is published on the same connection in the same minute as item ${close}`;
		return [
			{ parameter: null, what, whatToDo: 'Choose another time, if that is not what you want.' },
		];
	});
}

function minuteOf(time: Date): number {
	return Math.floor(time.getTime() / 60_000);
}
