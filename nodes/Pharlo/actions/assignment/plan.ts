import type { IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../../execution/itemContext';
import { connection } from '../../properties/connection';
import { contentType, mediaUrl } from '../../properties/content';
import { getContentOptions, getIdempotencyKey } from '../../properties/createOptions';
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
}

/**
 * Plans the assignment that an item asks for.
 *
 * @param more keys of the body that the operation adds
 * @throws {InvalidInputError} when a parameter is invalid
 */
export function toPlan(item: ItemContext, more: IDataObject): Plan {
	const type = contentType.get(item);
	const scheduledAt = publish.get(item) === 'scheduled' ? getScheduledAt(item) : undefined;
	const connectionId = connection.get(item);
	const media = mediaUrl.get(item, type, new Date(scheduledAt ?? Date.now()));
	const content: IDataObject = {
		connectionId,
		type,
		...(media === undefined ? {} : { mediaUrl: media }),
		payload: getPayload(item, 'create'),
		...(scheduledAt === undefined ? {} : { scheduledAt }),
		...getContentOptions(item),
		...more,
	};
	return { item, assignment: { content, idempotencyKey: getIdempotencyKey(item, content) } };
}
