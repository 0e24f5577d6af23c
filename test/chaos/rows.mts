import type { Random } from '../../tools/simulator/random.mts';
import { isEmptyCell, oddValuesOf } from '../harness/odd-values.mts';
import { MEDIA } from '../harness/parameters.mts';
import { YOUTUBE } from '../harness/pharlo.mts';

/** What is special about a row. */
export const ROW_KINDS = [
	'ordinary',
	/** A value without which there is no post, or another one, is blank. */
	'blank value',
	/** The description is blank. */
	'blank text',
	/** All values are those of another row: they are two posts. */
	'equal',
	/** The row has the own key of another row: they are one post. */
	'same key',
	/** The own key belongs to a post on another connection. */
	'key of another post',
	/** The rows around it change between an execution that was killed and its Retry. */
	'moved',
] as const;

export type RowKind = (typeof ROW_KINDS)[number];

/** A row of the data, which becomes an input item. */
export interface Row {
	readonly kind: RowKind;
	readonly item: Readonly<Record<string, unknown>>;
	/**
	 * The display name of the parameter that the row must be refused by; undefined if it is to be
	 * posted.
	 */
	readonly refusedFor?: string;
}

/** A second channel, on which the posts of the first have no place. */
export const SECOND_CHANNEL = '5d0c2e84-93b1-4f7a-a6c8-1e4b7f20d936';

/** A row with nothing special about it; HTTP Request uses its title only. */
export function ordinaryRow(title: string): Row {
	return {
		kind: 'ordinary',
		item: {
			title,
			connection: YOUTUBE,
			media: MEDIA,
			privacy: 'public',
			idempotency: 'automatic',
			atATime: 50,
		},
	};
}

/** A row with all values, and media of its own. */
function fullRow(kind: RowKind, title: string, more: Row['item'] = {}): Row {
	const { item } = ordinaryRow(title);
	const media = `https://cdn.example.com/${title.replace(' ', '-').toLowerCase()}.mp4`;
	return { kind, item: { ...item, media, description: `About ${title}`, ...more } };
}

/** Makes rows that differ from each other, of all kinds. */
export class RowMaker {
	#count = 0;
	#blanks = 0;
	#blankTexts = 0;

	constructor(readonly random: Random) {}

	/** The number of rows that were made, copies included. */
	get count(): number {
		return this.#count;
	}

	ordinary = (): Row => ordinaryRow(this.#title());

	full = (kind: RowKind = 'ordinary', more: Row['item'] = {}): Row =>
		fullRow(kind, this.#title(), { connection: this.pick([YOUTUBE, SECOND_CHANNEL]), ...more });

	/** All parameters in turn, each with all blank values. */
	blankRequired = (): Row => {
		const { key, value, refusedFor } = inTurn(BLANK, this.#blanks);
		this.#blanks += 1;
		const row = this.withKey('blank value');
		return { ...row, item: { ...row.item, [key]: value }, refusedFor };
	};

	blankText = (): Row => {
		const { value: description } = inTurn(EMPTY_CELLS, this.#blankTexts);
		this.#blankTexts += 1;
		return this.full('blank text', { description });
	};

	withKey = (kind: RowKind, connection = YOUTUBE): Row => {
		const row = this.full(kind, { connection });
		return { ...row, item: { ...row.item, idempotency: 'own', key: `key ${this.#count}` } };
	};

	/** Another post under the key of a row. */
	onSecondChannel = (row: Row): Row => {
		this.#count += 1;
		const item = { ...row.item, connection: SECOND_CHANNEL };
		return { kind: 'key of another post', item, refusedFor: 'Idempotency Key' };
	};

	/** Another row with the same values. */
	copy = (row: Row): Row => {
		this.#count += 1;
		return { ...row, item: { ...row.item } };
	};

	pick<T>(values: readonly [T, ...T[]]): T {
		return values[Math.floor(this.random.next() * values.length)] ?? values[0];
	}

	shuffle<T>(values: readonly T[]): T[] {
		return values
			.map((value) => ({ value, place: this.random.next() }))
			.sort((a, b) => a.place - b.place)
			.map(({ value }) => value);
	}

	#title(): string {
		this.#count += 1;
		return `Post ${this.#count}`;
	}
}

/** What a row must not lack, and the parameters that name it. */
export const REQUIRED = {
	title: 'Title',
	connection: 'Connection',
	media: 'Media URL',
	privacy: 'Privacy',
	idempotency: 'Idempotency',
	key: 'Idempotency Key',
} as const;

const blankValues = oddValuesOf('text').filter(({ isBlank }) => isBlank);

const EMPTY_CELLS = blankValues.filter(isEmptyCell);

/** Each required value with each blank one; neighbours differ in both. */
const BLANK = blankValues.flatMap((_value, round) =>
	Object.entries(REQUIRED).map(([key, refusedFor], place) => ({
		key,
		refusedFor,
		value: inTurn(blankValues, round + place).value,
	})),
);

function inTurn<T>(values: readonly T[], turn: number): T {
	const value = values[turn % values.length];
	if (value === undefined) throw new Error('There are no values');
	return value;
}

/**
 * What tells a post from all others: everything that Pharlo publishes of it, and where.
 *
 * @param stored an assignment at Pharlo
 */
export function nameOf(stored: {
	readonly connectionId: string;
	readonly type: string;
	readonly mediaUrl: string | null;
	readonly payload: Readonly<Record<string, unknown>>;
}): string {
	const { connectionId, type, mediaUrl, payload } = stored;
	return JSON.stringify([connectionId, type, mediaUrl, Object.entries(payload).sort()]);
}

/** The name of the post that a row asks for, if it is not refused. */
export function postOf({ item }: Row): string {
	const { title, connection, media, privacy, description } = item;
	const text = typeof description === 'string' && description.trim() !== '' ? { description } : {};
	return nameOf({
		connectionId: String(connection),
		type: 'video',
		mediaUrl: String(media),
		payload: { title, privacy, ...text },
	});
}
