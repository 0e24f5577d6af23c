import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	TYPES_THAT_NEED_MEDIA,
	TYPES_WITHOUT_MEDIA,
	CONTENT_TYPES,
} from '../../../../domain/assignment';
import { readChoice } from '../../../../domain/inputs';
import { checkMediaUrl } from '../../../../domain/mediaUrl';
import { Refusal } from '../../../../domain/invalidInput';
import { connectionField, readConnectionField } from '../../properties/connection';
import { contentTypeField, readContentTypeField } from '../../properties/contentType';
import { readIdempotencyKey, readOptions } from '../../properties/createOptions';
import { payloadFields, readPayloadFields } from '../../properties/payload';
import { platformFieldForExpressions } from '../../properties/platform';
import { readScheduleFields, scheduleFields } from '../../properties/schedule';
import type { ItemCall } from '../../execution/itemContext';
import { failedItem, type PairedItem } from '../../execution/results';

const mediaUrlField: INodeProperties = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://cdn.example.com/demo.mp4',
	hint: 'A video or an image needs one',
	displayOptions: {
		show: { contentType: CONTENT_TYPES.filter((type) => !TYPES_WITHOUT_MEDIA.includes(type)) },
	},
	description:
		'Public address of the file, which Pharlo fetches without logging in: MP4 (H.264) for video, JPEG or PNG for images. Upload files from n8n to a public place first.',
};

const publishField: INodeProperties = {
	displayName: 'Publish',
	name: 'publish',
	type: 'options',
	default: 'now',
	options: [
		{ name: 'Now', value: 'now', description: 'As soon as Pharlo has processed it' },
		{ name: 'At a Date and Time', value: 'scheduled', description: 'Pharlo keeps it until then' },
	],
};

/** The fields that tell what to publish, to where and when. */
export const assignmentFields: readonly INodeProperties[] = [
	{ ...connectionField, description: 'The channel or page to publish to' },
	contentTypeField,
	mediaUrlField,
	...payloadFields({
		purpose: 'create',
		show: {},
		dependsOn: ['connectionId.value', 'platform.value', 'contentType'],
		formContext: [platformFieldForExpressions],
	}),
	publishField,
	...scheduleFields({ publish: ['scheduled'] }),
];

/** What is to be created, checked as far as we can, before anything is sent. */
export interface NewAssignment {
	/** Pharlo's request body without the key. */
	readonly content: IDataObject;
	readonly idempotencyKey: string | undefined;
}

/**
 * Reads what is to be created.
 *
 * @param more keys that the operation adds, before the key is made of it all
 * @throws {Refusal} when a field is of no use
 */
export function readNewAssignment(call: ItemCall, more: IDataObject = {}): NewAssignment {
	const contentType = readContentTypeField(call);
	const scheduledAt = readSchedule(call);
	const content: IDataObject = {
		connectionId: readConnectionField(call),
		type: contentType,
		...readMedia(call, contentType, scheduledAt),
		payload: readPayloadFields(call, 'create'),
		...(scheduledAt === undefined ? {} : { scheduledAt }),
		...readOptions(call),
		...more,
	};
	return { content, idempotencyKey: readIdempotencyKey(call, content) };
}

/** What one input item asks for. */
export interface Plan {
	readonly call: ItemCall;
	readonly assignment: NewAssignment;
}

export interface Plans {
	readonly planned: readonly Plan[];
	/** Input items that are of no use, where the workflow shall go on without them. */
	readonly refused: readonly PairedItem[];
}

/**
 * Reads all items before anything is sent, so that one that is of no use does not stop the workflow
 * with half of them published.
 *
 * @throws {NodeOperationError} for an item that is of no use, where the workflow shall stop then
 */
export function planAll(
	calls: readonly ItemCall[],
	read: (call: ItemCall) => NewAssignment,
): Plans {
	const planned: Plan[] = [];
	const refused: PairedItem[] = [];
	for (const call of calls) {
		try {
			planned.push({ call, assignment: read(call) });
		} catch (thrown) {
			refused.push(failedItem(call, thrown));
		}
	}
	return { planned, refused };
}

function readMedia(call: ItemCall, type: string, scheduledAt: string | undefined): IDataObject {
	if (TYPES_WITHOUT_MEDIA.includes(type)) return {};
	const mediaUrl = call.text('mediaUrl');
	if (mediaUrl !== '') {
		return { mediaUrl: checkMediaUrl(mediaUrl, new Date(scheduledAt ?? Date.now())) };
	}
	if (!TYPES_THAT_NEED_MEDIA.includes(type)) return {};
	throw new Refusal(
		"'Media URL' is empty",
		`Pharlo needs the public address of the file for the content type ${type}.`,
	);
}

/** @throws {Refusal} for anything but the two choices: what is to come later must not be posted now */
export function readPublish(call: ItemCall): 'now' | 'scheduled' {
	return readChoice("'Publish'", call.parameter('publish'), ['now', 'scheduled']);
}

function readSchedule(call: ItemCall): string | undefined {
	return readPublish(call) === 'scheduled' ? readScheduleFields(call) : undefined;
}
