import type { INodeProperties } from 'n8n-workflow';

import { CONTENT_TYPES } from '../../../domain/assignment';
import { InvalidInputError } from '../../../domain/errors';
import { checkMediaUrl } from '../../../domain/mediaUrl';
import type { ItemParameters } from '../execution/itemContext';
import type { PanelProperty, Property } from './property';

const contentTypeDefinition: INodeProperties = {
	displayName: 'Content Type',
	name: 'contentType',
	type: 'options',
	default: 'video',
	description: 'What is published; the platform decides which types it takes',
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

const mediaUrlDefinition: INodeProperties = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://cdn.example.com/demo.mp4',
	hint: 'Required for a video or an image',
	displayOptions: {
		show: {
			contentType: CONTENT_TYPES.filter(({ media }) => media !== 'none').map(({ value }) => value),
		},
	},
	description:
		'Public address of the file, which Pharlo downloads without logging in: MP4 (H.264) for video, JPEG or PNG for images. Upload files from n8n to a public place first.',
};

export const mediaUrl: PanelProperty & {
	get(item: ItemParameters, type: string, publishAt: Date): string | undefined;
} = {
	definition: mediaUrlDefinition,

	/**
	 * @param type the content type, which decides whether there is media
	 * @param publishAt when Pharlo downloads the file
	 * @returns undefined where there is no media
	 * @throws {InvalidInputError} when it is missing, or not an address that Pharlo can download
	 */
	get(item, type, publishAt) {
		// A type that we do not know may take media.
		const media = CONTENT_TYPES.find(({ value }) => value === type)?.media ?? 'optional';
		if (media === 'none') return undefined;
		const { displayName } = mediaUrlDefinition;
		const url = item.getTypedText(mediaUrlDefinition);
		if (url !== undefined) return checkMediaUrl(displayName, url, publishAt);
		if (media === 'optional') return undefined;
		throw new InvalidInputError(
			`'${displayName}' is empty`,
			`Pharlo needs the public address of the file for the content type ${type}.`,
		);
	},
};
