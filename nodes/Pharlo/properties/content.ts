import type { INodeProperties } from 'n8n-workflow';

import { CONTENT_TYPES } from '../../../domain/assignment';
import type { Property } from './property';

const contentTypeDefinition: INodeProperties = {
	displayName: 'Content Type',
	name: 'contentType',
	type: 'options',
	default: 'video',
	description: 'What is published; the platform decides which types it takes',
	builderHint: {
		propertyHint:
			'YouTube takes video and short. Facebook takes video, image, link, text, reel and story.',
	},
	options: CONTENT_TYPES.map(({ name, value, description }) => ({
		name,
		value,
		...(description === undefined ? {} : { description }),
	})),
};

/** Not checked against the list: Pharlo adds types at any time. */
export const contentType: Property<string> = {
	definition: contentTypeDefinition,

	get: (item) =>
		item.requireText(contentTypeDefinition, 'Choose what is published, for example a video.'),
};
