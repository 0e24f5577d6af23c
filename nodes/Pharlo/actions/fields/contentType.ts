import type { INodeProperties } from 'n8n-workflow';

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
