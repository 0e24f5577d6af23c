import type { INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../../domain/invalidInput';
import type { ItemCall } from '../execution/itemContext';

export const contentTypeField: INodeProperties = {
	displayName: 'Content Type',
	name: 'contentType',
	type: 'options',
	default: 'video',
	description: 'What is published; the platform decides which types it takes',
	options: [
		{
			name: 'Carousel',
			value: 'carousel',
			description: 'How to send several files is not documented by Pharlo',
		},
		{ name: 'Image', value: 'image' },
		{ name: 'Link', value: 'link' },
		{ name: 'Reel', value: 'reel' },
		{ name: 'Short', value: 'short' },
		{ name: 'Story', value: 'story' },
		{ name: 'Text', value: 'text' },
		{ name: 'Video', value: 'video' },
	],
};

/**
 * Not held against the list: Pharlo adds types on its own schedule.
 *
 * @throws {Refusal} when an expression gives none
 */
export function readContentTypeField(call: ItemCall): string {
	const contentType = call.text('contentType');
	if (contentType !== '') return contentType;
	throw new Refusal("'Content Type' is empty", 'Choose what is published, for example a video.');
}
