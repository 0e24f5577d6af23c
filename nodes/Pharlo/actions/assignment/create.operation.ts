import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	TYPES_THAT_NEED_MEDIA,
	TYPES_WITHOUT_MEDIA,
	CONTENT_TYPES,
} from '../../../../pharlo/assignment';
import { checkMediaUrl } from '../../../../pharlo/media-url';
import { Refusal } from '../../../../pharlo/refusal';
import { requireAssignment } from '../answers';
import { connectionField, readConnectionField } from '../fields/connection';
import { contentTypeField } from '../fields/contentType';
import { createOptionsField, readCreateOptions, readIdempotencyKey } from '../fields/createOptions';
import { payloadFields, readPayloadFields } from '../fields/payload';
import { platformFieldForExpressions } from '../fields/platform';
import { readScheduleFields, scheduleFields } from '../fields/schedule';
import type { Operation } from '../operation';
import type { ItemCall } from '../../itemCall';

const mediaUrlField: INodeProperties = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://cdn.example.com/demo.mp4',
	displayOptions: {
		show: { contentType: CONTENT_TYPES.filter((type) => !TYPES_WITHOUT_MEDIA.includes(type)) },
	},
	description:
		'Public address of the file, which Pharlo fetches without logging in: MP4 (H.264) for video, JPEG or PNG for images. Files in n8n have to be uploaded to a public place first.',
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

/** Creates a publishing job (Publishing guide, Creating an assignment). */
export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create assignment',
	description: 'Publish a video or post, at once or at a chosen time',
	fields: [
		connectionField,
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
		createOptionsField,
	],

	async run(call) {
		const contentType = String(call.parameter('contentType'));
		const scheduledAt = readSchedule(call);
		const options = await readCreateOptions(call);
		const content: IDataObject = {
			connectionId: readConnectionField(call),
			type: contentType,
			...readMedia(call, contentType, scheduledAt),
			payload: readPayloadFields(call, 'create'),
			...(scheduledAt === undefined ? {} : { scheduledAt }),
			...options,
		};
		const idempotencyKey = readIdempotencyKey(call, content);
		const request = {
			intent: 'create the assignment',
			onUnknownOutcome:
				idempotencyKey === undefined
					? 'It may have been created nevertheless. Look for it with Get Many before you create it again.'
					: `It may have been created nevertheless. Creating it again with the same idempotency key (${idempotencyKey}) is safe: Pharlo then returns the existing one.`,
		};
		const answer = await call.request({
			method: 'POST',
			path: ['assignments'],
			body: { ...content, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) },
			...request,
		});
		return [
			{
				...requireAssignment(call.node, answer, request),
				idempotencyKey: idempotencyKey ?? null,
			},
		];
	},
};

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

function readSchedule(call: ItemCall): string | undefined {
	return call.parameter('publish') === 'scheduled' ? readScheduleFields(call) : undefined;
}
