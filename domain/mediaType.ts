/** How many bytes at the start of a file tell what it is. */
export const HEAD_LENGTH = 512;

/** What a kind of file starts with, one character for each byte, and where. */
interface Signature {
	readonly type: string;
	readonly bytes: string;
	readonly at?: number;
}

/** From the specifications of the formats. */
const SIGNATURES: readonly Signature[] = [
	{ type: 'image/jpeg', bytes: '\xFF\xD8\xFF' },
	{ type: 'image/png', bytes: '\x89PNG\r\n\x1A\n' },
	{ type: 'image/gif', bytes: 'GIF8' },
	{ type: 'image/webp', bytes: 'WEBP', at: 8 },
	{ type: 'image/tiff', bytes: 'II*\0' },
	{ type: 'image/tiff', bytes: 'MM\0*' },
	{ type: 'video/x-msvideo', bytes: 'AVI ', at: 8 },
	{ type: 'video/webm', bytes: '\x1A\x45\xDF\xA3' },
	{ type: 'video/x-flv', bytes: 'FLV\x01' },
	{ type: 'video/x-ms-wmv', bytes: '\x30\x26\xB2\x75\x8E\x66\xCF\x11' },
	{ type: 'video/mpeg', bytes: '\0\0\x01\xBA' },
	{ type: 'audio/mpeg', bytes: 'ID3' },
	{ type: 'audio/wav', bytes: 'WAVE', at: 8 },
	{ type: 'audio/ogg', bytes: 'OggS' },
	{ type: 'application/pdf', bytes: '%PDF' },
	{ type: 'application/zip', bytes: 'PK\x03\x04' },
	{ type: 'application/gzip', bytes: '\x1F\x8B\b' },
];

/** Files of the MP4 family that say in their brand that they are something else. */
const BRANDS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^qt/, 'video/quicktime'],
	[/^(he[iv][a-z]|mif1|msf1)/, 'image/heic'],
	[/^avi[fs]/, 'image/avif'],
	[/^M4[AB]/, 'audio/mp4'],
	[/^3g/, 'video/3gpp'],
];

/**
 * Recognizes a file by its first bytes. A name or a header may say anything: a download that failed is
 * often a web page with the name of a video.
 *
 * @param head the first {@link HEAD_LENGTH} bytes, or all where there are fewer
 * @returns its MIME type, `text/plain` for whatever reads as a text; undefined for anything else
 */
export function recognizeType(head: Uint8Array): string | undefined {
	const start = Buffer.from(head).toString('latin1');
	if (start.startsWith('ftyp', 4)) {
		const brand = start.slice(8, 12);
		return BRANDS.find(([pattern]) => pattern.test(brand))?.[1] ?? 'video/mp4';
	}
	const known = SIGNATURES.find(({ bytes, at }) => start.startsWith(bytes, at));
	if (known !== undefined) return known.type;
	return isText(head) ? 'text/plain' : undefined;
}

/** Whether it is UTF-8 without control characters; the last character may be cut. */
function isText(head: Uint8Array): boolean {
	const text = Buffer.from(head)
		.toString('utf8')
		.replace(/\uFFFD$/, '');
	// White space is no control character here.
	return text !== '' && !/[\p{Cc}\uFFFD]/u.test(text.replace(/\s/g, ''));
}

/** What n8n states where it knows nothing better. */
const SAYS_NOTHING = ['', 'application/octet-stream', 'binary/octet-stream', 'text/plain'];

const OTHER_NAMES: Readonly<Record<string, string>> = {
	'application/mp4': 'video/mp4',
	'image/jpg': 'image/jpeg',
	'image/pjpeg': 'image/jpeg',
	'image/x-png': 'image/png',
	'video/x-m4v': 'video/mp4',
};

/**
 * The MIME type of a file.
 *
 * @param stated what n8n has noted, from a file name or the header of a response
 * @returns what the first bytes say, else what is stated; undefined where neither tells
 */
export function mediaTypeOf(head: Uint8Array, stated: string): string | undefined {
	const recognized = recognizeType(head);
	if (recognized !== undefined) return recognized;
	const type = stated.split(';', 1)[0]?.trim().toLowerCase() ?? '';
	return SAYS_NOTHING.includes(type) ? undefined : (OTHER_NAMES[type] ?? type);
}

/** What a content type takes. */
export interface TakenMedia {
	readonly types: readonly string[];
	/** In words, as they follow "takes". */
	readonly words: string;
}

const VIDEO: TakenMedia = { types: ['video/mp4'], words: 'MP4 (H.264)' };
const IMAGE: TakenMedia = { types: ['image/jpeg', 'image/png'], words: 'JPEG or PNG' };
const EITHER: TakenMedia = {
	types: [...VIDEO.types, ...IMAGE.types],
	words: `${VIDEO.words}, ${IMAGE.words}`,
};

/**
 * The media files that Pharlo takes (Publishing guide, Media URL requirements).
 *
 * @param contentType e.g. `video`; one that is neither only a video nor only an image takes both
 */
export function mediaTakenBy(contentType: string): TakenMedia {
	if (contentType === 'image') return IMAGE;
	return ['reel', 'short', 'video'].includes(contentType) ? VIDEO : EITHER;
}
