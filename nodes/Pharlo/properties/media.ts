import type { INodeProperties } from 'n8n-workflow';

import { CONTENT_TYPES } from '../../../domain/assignment';
import { isHeldFile, type HeldFile } from '../../../domain/fileAddress';
import { parseChoice } from '../../../domain/inputs';
import { checkMediaUrl } from '../../../domain/mediaUrl';
import { MissingInputError } from '../../../domain/missing';
import type { ItemParameters } from '../execution/itemContext';
import type { PanelProperty, Property } from './property';

const TYPES_WITH_MEDIA = CONTENT_TYPES.filter(({ media }) => media !== 'none').map(
	({ value }) => value,
);

const sourceDefinition: INodeProperties = {
	displayName: 'Media',
	name: 'media',
	type: 'options',
	default: 'url',
	displayOptions: { show: { contentType: TYPES_WITH_MEDIA } },
	description: 'Where Pharlo gets the video or image from',
	builderHint: {
		propertyHint:
			'url, with mediaUrl, wherever the file has a public address. file, with binaryPropertyName, only for a file of the input item, if this n8n can be reached from the internet; never in an AI tool.',
	},
	options: [
		{ name: 'URL', value: 'url', description: 'A public address of the file' },
		{
			name: 'Input File',
			value: 'file',
			description: 'A file of the input item; Pharlo downloads it from this n8n',
		},
	],
};

const source: Property<'url' | 'file'> = {
	definition: sourceDefinition,
	get: (item) =>
		parseChoice(sourceDefinition.displayName, item.get(sourceDefinition.name, 'url'), [
			'url',
			'file',
		]),
};

const urlDefinition: INodeProperties = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://cdn.example.com/demo.mp4',
	hint: 'Required for videos and images',
	displayOptions: { show: { contentType: TYPES_WITH_MEDIA, media: ['url'] } },
	description:
		'Public address of the file, which Pharlo downloads without logging in: MP4 (H.264) for video, JPEG or PNG for images',
};

const fieldDefinition: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the input field containing the file to be published',
	displayOptions: { show: { contentType: TYPES_WITH_MEDIA, media: ['file'] } },
	description:
		'MP4 (H.264) for video, JPEG or PNG for images. This n8n must be reachable from the internet, and keeps the file until Pharlo has downloaded it.',
};

/** Where the media file comes from, and its address or the field that holds it. */
export const mediaProperties: readonly PanelProperty[] = [
	source,
	{ definition: urlDefinition },
	{ definition: fieldDefinition },
];

/** What errors about the file call the parameter. */
export const FIELD_LABEL = fieldDefinition.displayName;

/** What errors recommend where a file of n8n cannot be published. */
export const USE_URL = `upload the file to a public place such as a CDN or object storage, and set '${sourceDefinition.displayName}' to 'URL'`;

/** The media that an item asks for: an address, a file or the field that holds one, or neither. */
export interface Media {
	readonly url?: string;
	readonly file?: string | HeldFile;
}

/**
 * @param type the content type, which decides whether there is media
 * @param publishAt when Pharlo downloads the file
 * @throws {InvalidInputError} when it is missing, or its address is not one that Pharlo can download
 * @throws {ExpiredInputError} where its address expires too early
 */
export function getMedia(item: ItemParameters, type: string, publishAt: Date): Media {
	// A type that we do not know may take media.
	const media = CONTENT_TYPES.find(({ value }) => value === type)?.media ?? 'optional';
	if (media === 'none') return {};
	if (source.get(item) === 'file') return { file: getField(item) };
	const { displayName } = urlDefinition;
	const url = item.getTypedText(urlDefinition);
	if (url !== undefined) return { url: checkMediaUrl(displayName, url, publishAt) };
	if (media === 'optional') return {};
	throw new MissingInputError([
		{
			label: displayName,
			howTo: `Pharlo needs the public address of the file for the content type ${type}. For a file of the input item, set '${sourceDefinition.displayName}' to 'Input File'.`,
		},
	]);
}

/** The name of a field; or the file itself, where an expression takes it from another node. */
function getField(item: ItemParameters): string | HeldFile {
	const value = item.get(fieldDefinition.name);
	if (isHeldFile(value)) return value;
	return item.requireText(
		fieldDefinition,
		"Enter the name of the field that holds the file, 'data' in most cases: see the tab Binary of the input.",
	);
}
