import type { IDataObject } from 'n8n-workflow';

import { ExpiredInputError, InvalidInputError } from '../../../../domain/errors';
import { fileIdentity, isHeldFile, type HeldFile } from '../../../../domain/fileAddress';
import { getTogether } from '../../../../domain/missing';
import type { ItemContext } from '../../execution/itemContext';
import { findFile, type FoundFile, type InputFile } from '../../files/inputFile';
import { connection } from '../../properties/connection';
import { contentType } from '../../properties/content';
import {
	getContentOptions,
	getIdempotencyKey,
	hasAutomaticKey,
	hasOwnOrContentKey,
} from '../../properties/createOptions';
import {
	FIELD_LABEL,
	getMedia,
	mediaProperties,
	USE_URL,
	type Media,
} from '../../properties/media';
import { getPayload, payloadProperties } from '../../properties/payload';
import { describedAs, type PanelProperty } from '../../properties/property';
import { getScheduledAt, publish, scheduleProperties } from '../../properties/schedule';

/** What to publish, where and when. */
export const newAssignmentProperties: readonly PanelProperty[] = [
	describedAs('The channel or page to publish to', connection),
	contentType,
	...mediaProperties,
	...payloadProperties,
	publish,
	...scheduleProperties({ publish: ['scheduled'] }),
];

/** An assignment to be created, checked as far as possible before anything is sent. */
export interface NewAssignment {
	/** Pharlo's request body without the idempotency key. */
	readonly content: IDataObject;
	readonly idempotencyKey: string | undefined;
}

/** One post that an input item asks for. */
export interface Plan {
	readonly item: ItemContext;
	/** Tells the posts of one item apart, by their connection; empty where there is only one. */
	readonly part: string;
	readonly assignment: NewAssignment;
	/** Whether the user chose the publish time. */
	readonly isTimed: boolean;
	/** The file of the input item that is published. It gets its address just before it is created. */
	readonly file?: InputFile;
	/** Why it cannot be created any more. It may exist already. */
	readonly expired?: ExpiredInputError | undefined;
	/** What the output says beside Pharlo's response. */
	readonly shown?: IDataObject;
	/** The output for the assignment that exists already, where that is known. */
	readonly existing?: IDataObject;
}

/** When Pharlo publishes it, and downloads its media. */
export function publishTime({ assignment: { content } }: Plan): Date {
	const { scheduledAt } = content;
	return typeof scheduledAt === 'string' ? new Date(scheduledAt) : new Date();
}

/** A plan as far as it can be made without looking at files. */
export interface Draft extends Plan {
	readonly found?: FoundFile | undefined;
}

/** What is asked of Pharlo, apart from the media and the options. */
export interface Asked {
	readonly type: string;
	/** As {@link Plan.part}. */
	readonly part: string;
	/** @throws {InvalidInputError} when it is missing or invalid, as the others */
	getConnectionId(): string;
	/** RFC 3339 with an explicit offset; without a value it is published now. */
	getTime(): Tolerated<string>;
	getPayload(): IDataObject;
}

/**
 * What the panel of an operation with one connection asks for.
 *
 * @throws {InvalidInputError} when a parameter is invalid
 */
export function askedInPanel(item: ItemContext): Asked {
	const type = contentType.get(item);
	const isScheduled = publish.get(item) === 'scheduled';
	return {
		type,
		part: '',
		getConnectionId: () => connection.get(item),
		getTime: () => (isScheduled ? tolerateTime(() => getScheduledAt(item, true)) : {}),
		getPayload: () => getPayload(item, 'create'),
	};
}

/**
 * Plans an assignment. With a file of the input item, its address and whatever is made of its content are
 * still missing.
 *
 * @param more keys of the body that the operation adds
 * @throws {InvalidInputError} when a parameter is invalid
 */
export function toDraft(item: ItemContext, asked: Asked, more: IDataObject): Draft {
	const { type, part } = asked;
	let publishAt = new Date();
	const [connectionId, time, media, payload] = getTogether(
		() => asked.getConnectionId(),
		() => {
			const entered = asked.getTime();
			if (entered.value !== undefined) publishAt = new Date(entered.value);
			return entered;
		},
		() =>
			tolerateExpired(
				() => getMedia(item, type, publishAt),
				(text): Media => ({ url: text }),
			),
		() => asked.getPayload(),
	);
	const scheduledAt = time.value;
	const { url, file } = media.value ?? {};
	const content: IDataObject = {
		connectionId,
		type,
		...(url === undefined ? {} : { mediaUrl: url }),
		payload,
		...(scheduledAt === undefined ? {} : { scheduledAt }),
		...getContentOptions(item),
		...more,
	};
	const found = file === undefined ? undefined : findInput(item, file);
	const idempotencyKey = found === undefined ? getIdempotencyKey(item, content, part) : undefined;
	const expired = time.expired ?? media.expired;
	if (expired !== undefined && !mayExist(item)) throw expired;
	const isTimed = scheduledAt !== undefined;
	return { item, part, isTimed, assignment: { content, idempotencyKey }, found, expired };
}

/** Completes a draft by what is known once its file has been looked at. */
export function withFile(draft: Draft, file: InputFile): Plan {
	const { item, part, assignment } = draft;
	const facts = { mediaContentType: file.type, mediaSizeBytes: file.size };
	// What the user has entered comes last.
	const content = { ...facts, ...assignment.content };
	const identified = { ...content, ...mediaIdentity(file) };
	const idempotencyKey = getIdempotencyKey(item, identified, part);
	return { ...draft, assignment: { content, idempotencyKey }, file };
}

/** What stands for the address of a file where posts are compared. */
export function mediaIdentity(file: InputFile): { readonly mediaUrl: string } {
	return { mediaUrl: fileIdentity(file, file.sha256) };
}

function findInput(item: ItemContext, file: string | HeldFile): FoundFile {
	if (item.run.isTool) {
		throw new InvalidInputError(
			'An AI tool has no input file',
			`To let an agent publish a file, ${USE_URL}.`,
		);
	}
	return isHeldFile(file)
		? { label: FIELD_LABEL, field: 'data', data: file }
		: findFile(item.context, item.itemIndex, FIELD_LABEL, file);
}

/** A value, or why it comes too late, with the value apart from that. */
export interface Tolerated<T> {
	readonly value?: T | undefined;
	readonly expired?: ExpiredInputError;
}

/**
 * @param fromText makes the value of the text that has expired
 * @throws what `get` throws, unless only time has passed
 */
function tolerateExpired<T>(get: () => T, fromText: (text: string) => T): Tolerated<T> {
	try {
		return { value: get() };
	} catch (error) {
		const expired = asExpired(error);
		return { value: fromText(expired.value), expired };
	}
}

/** As {@link tolerateExpired}, for a publish time. */
export function tolerateTime(get: () => string): Tolerated<string> {
	return tolerateExpired(get, (text) => text);
}

/** @throws the error itself, unless it says that only time has passed */
function asExpired(error: unknown): ExpiredInputError {
	if (error instanceof ExpiredInputError) return error;
	throw error;
}

/** Whether another execution may have created it under the same key. */
export function mayExist(item: ItemContext): boolean {
	return hasOwnOrContentKey(item) || (hasAutomaticKey(item) && item.context.getMode() === 'retry');
}
