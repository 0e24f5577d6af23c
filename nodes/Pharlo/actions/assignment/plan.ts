import type { IDataObject } from 'n8n-workflow';

import { ExpiredInputError } from '../../../../domain/errors';
import type { ItemContext } from '../../execution/itemContext';
import { connection } from '../../properties/connection';
import { contentType, mediaUrl } from '../../properties/content';
import {
	getContentOptions,
	getIdempotencyKey,
	hasAutomaticKey,
	hasOwnOrContentKey,
} from '../../properties/createOptions';
import { getPayload, payloadProperties } from '../../properties/payload';
import { describedAs, type PanelProperty } from '../../properties/property';
import { getScheduledAt, publish, scheduleProperties } from '../../properties/schedule';

/** What to publish, where and when. */
export const newAssignmentProperties: readonly PanelProperty[] = [
	describedAs('The channel or page to publish to', connection),
	contentType,
	mediaUrl,
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

/** What one input item asks for. */
export interface Plan {
	readonly item: ItemContext;
	readonly assignment: NewAssignment;
	/** Why it cannot be created any more. It may exist already. */
	readonly expired?: ExpiredInputError | undefined;
	/** The output for the assignment that exists already, where that is known. */
	readonly existing?: IDataObject;
}

/**
 * Plans the assignment that an item asks for.
 *
 * @param more keys of the body that the operation adds
 * @throws {InvalidInputError} when a parameter is invalid
 */
export function toPlan(item: ItemContext, more: IDataObject): Plan {
	const type = contentType.get(item);
	const isScheduled = publish.get(item) === 'scheduled';
	const time = isScheduled ? tolerateExpired(() => getScheduledAt(item, true)) : {};
	const scheduledAt = time.value;
	const connectionId = connection.get(item);
	const publishAt = new Date(scheduledAt ?? Date.now());
	const media = tolerateExpired(() => mediaUrl.get(item, type, publishAt));
	const content: IDataObject = {
		connectionId,
		type,
		...(media.value === undefined ? {} : { mediaUrl: media.value }),
		payload: getPayload(item, 'create'),
		...(scheduledAt === undefined ? {} : { scheduledAt }),
		...getContentOptions(item),
		...more,
	};
	const assignment = { content, idempotencyKey: getIdempotencyKey(item, content) };
	const expired = time.expired ?? media.expired;
	if (expired !== undefined && !mayExist(item)) throw expired;
	return { item, assignment, expired };
}

interface Tolerated {
	readonly value?: string | undefined;
	readonly expired?: ExpiredInputError;
}

function tolerateExpired(get: () => string | undefined): Tolerated {
	try {
		return { value: get() };
	} catch (error) {
		return toTolerated(error);
	}
}

/** @throws the error itself, unless only time has passed */
function toTolerated(error: unknown): Tolerated {
	if (error instanceof ExpiredInputError) return { value: error.value, expired: error };
	throw error;
}

/** Whether another execution may have created it under the same key. */
function mayExist(item: ItemContext): boolean {
	return hasOwnOrContentKey(item) || (hasAutomaticKey(item) && item.context.getMode() === 'retry');
}
