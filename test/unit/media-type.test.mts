import fc from 'fast-check';

import { HEAD_LENGTH, mediaTakenBy, mediaTypeOf, recognizeType } from '../../domain/mediaType.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** What real files start with: made with ffmpeg, ImageMagick, zip and a PDF printer. */
const STARTS: ReadonlyArray<readonly [string, string]> = [
	['video/mp4', '\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'],
	['video/mp4', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
	['video/mp4', '\0\0\0\x14ftypM4V \0\0\0\0'],
	['video/quicktime', '\0\0\0\x14ftypqt  \0\0\x02\0qt  '],
	['video/3gpp', '\0\0\0\x18ftyp3gp5\0\0\0\0'],
	['image/heic', '\0\0\0\x18ftypheic\0\0\0\0mif1'],
	['image/avif', '\0\0\0\x1Cftypavif\0\0\0\0'],
	['audio/mp4', '\0\0\0\x1CftypM4A \0\0\0\0'],
	['video/webm', '\x1A\x45\xDF\xA3\x9F\x42\x86\x81'],
	['video/x-msvideo', 'RIFF\x10\0\0\0AVI LIST'],
	['image/webp', 'RIFF\x10\0\0\0WEBPVP8 '],
	['audio/wav', 'RIFF\x10\0\0\0WAVEfmt '],
	['image/jpeg', '\xFF\xD8\xFF\xE1\x12\x34Exif\0\0'],
	['image/png', '\x89PNG\r\n\x1A\n\0\0\0\rIHDR'],
	['image/gif', 'GIF89a\x10\0'],
	['image/tiff', 'II*\0\x08\0\0\0'],
	['image/tiff', 'MM\0*\0\0\0\x08'],
	['application/pdf', '%PDF-1.7\n%\xE2\xE3'],
	['application/zip', 'PK\x03\x04\x14\0'],
	['application/gzip', '\x1F\x8B\b\0'],
	['audio/mpeg', 'ID3\x03\0'],
	['audio/ogg', 'OggS\0\x02'],
	['video/x-flv', 'FLV\x01\x05'],
	['video/mpeg', '\0\0\x01\xBA\x44'],
	['video/x-ms-wmv', '\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9'],
	['text/plain', '<!doctype html>\r\n<title>404</title>\t'],
	['text/plain', '{"error":"not found"}'],
	['text/plain', 'Grüße'],
];

describe('recognizeType', () => {
	test.each(STARTS)('%s', (type, start) => {
		const head = type === 'text/plain' ? Buffer.from(start) : bytes(start);
		expect(recognizeType(head)).toBe(type);
	});

	test('whatever comes after the start', () => {
		const binary = STARTS.filter(([type]) => type !== 'text/plain');
		fc.assert(
			fc.property(
				fc.constantFrom(...binary),
				fc.uint8Array({ maxLength: HEAD_LENGTH }),
				([type, start], rest) => {
					expect(recognizeType(Buffer.concat([bytes(start), rest]))).toBe(type);
				},
			),
		);
	});

	test('a text that is cut anywhere, even in a character', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', 'ä', '€', '🐎', ' ', '\n', '\t'), minLength: 3 }),
				fc.nat(200),
				(text, length) => {
					const head = Buffer.from(`<p>${text}`).subarray(0, 5 + length);
					expect(recognizeType(head)).toBe('text/plain');
				},
			),
		);
	});

	test.each([
		['nothing', ''],
		['zeros', '\0\0\0\0\0\0\0\0'],
		['an older MP4 without a brand', '\0\0\0\x08wide\0\x12\x34\x56mdat'],
		['bytes that are no text', '\x80\x81\x82\x83 text \xFE'],
		['a text with a control character', 'text\x01'],
	])('nothing for %s', (_name, start) => {
		expect(recognizeType(bytes(start))).toBeUndefined();
	});
});

describe('mediaTypeOf', () => {
	const unknown = bytes('\0\0\0\x08wide');

	test('the bytes count more than what is stated', () => {
		expect(mediaTypeOf(bytes('%PDF-1.7'), 'video/mp4')).toBe('application/pdf');
	});

	test.each([
		['video/mp4', 'video/mp4'],
		['Video/MP4; codecs="avc1"', 'video/mp4'],
		['video/x-m4v', 'video/mp4'],
		['application/mp4', 'video/mp4'],
		['image/jpg', 'image/jpeg'],
		['image/pjpeg', 'image/jpeg'],
		['image/x-png', 'image/png'],
		['video/quicktime', 'video/quicktime'],
	])('%s is %s where the bytes tell nothing', (stated, type) => {
		expect(mediaTypeOf(unknown, stated)).toBe(type);
	});

	test.each(['', ' ', 'application/octet-stream', 'binary/octet-stream', 'text/plain'])(
		"'%s' says nothing",
		(stated) => {
			expect(mediaTypeOf(unknown, stated)).toBeUndefined();
		},
	);
});

test.each([
	['video', ['video/mp4'], 'MP4 (H.264)'],
	['short', ['video/mp4'], 'MP4 (H.264)'],
	['reel', ['video/mp4'], 'MP4 (H.264)'],
	['image', ['image/jpeg', 'image/png'], 'JPEG or PNG'],
	['story', ['video/mp4', 'image/jpeg', 'image/png'], 'MP4 (H.264), JPEG or PNG'],
	['carousel', ['video/mp4', 'image/jpeg', 'image/png'], 'MP4 (H.264), JPEG or PNG'],
	['something new', ['video/mp4', 'image/jpeg', 'image/png'], 'MP4 (H.264), JPEG or PNG'],
])('what Pharlo takes for the content type %s', (contentType, types, words) => {
	expect(mediaTakenBy(contentType)).toEqual({ types, words });
});
