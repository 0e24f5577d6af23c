import fc from 'fast-check';

import { isOneOf, parseMediaLimits, widestLimits } from '../../domain/mediaLimits.ts';
import { capabilitiesOf, CAPABILITY_SHAPES } from '../../tools/simulator/capabilities.mts';

const GB = 1024 ** 3;

describe('parseMediaLimits', () => {
	test.each(CAPABILITY_SHAPES.filter((shape) => !/flat|junk/.test(shape)))(
		'the size of a video, in capabilities as a %s',
		(shape) => {
			const facebook = capabilitiesOf('facebook', shape);
			expect(parseMediaLimits(facebook, 'video')).toEqual({ maxBytes: 10 * GB });
			expect(parseMediaLimits(facebook, 'image')).toEqual({});
			expect(parseMediaLimits(facebook, 'short')).toEqual({});
		},
	);

	test.each([
		['a map', { image: { media: { maxSizeBytes: 5, mimeTypes: ['image/JPEG', 'image/webp'] } } }],
		['a list', [{ type: 'image', max_file_size_bytes: 5, accepts: ['image/JPEG', 'image/webp'] }]],
		[
			'a nested list',
			{ types: [{ slug: 'image', m: { maxBytes: 5, t: ['image/JPEG', 'image/webp'] } }] },
		],
	])('types and size in %s', (_name, capabilities) => {
		expect(parseMediaLimits(capabilities, 'image')).toEqual({
			types: ['image/jpeg', 'image/webp'],
			maxBytes: 5,
		});
	});

	test.each([
		['another content type', { video: { maxSizeBytes: 5, types: ['video/mp4'] } }],
		['a thumbnail', { image: { thumbnail: { maxSizeBytes: 5, mimeTypes: ['image/png'] } } }],
		['a size without a unit', { image: { maxSize: 256 } }],
		['a field of the payload', { image: { payloadSchema: { properties: { maxBytes: 5 } } } }],
		['nonsense', { image: { maxSizeBytes: '5', mimeTypes: ['png', 'image/png'] } }],
		['a duration', { image: { maxDurationSeconds: 5 } }],
		['no size', { image: { maxSizeBytes: 0, mimeTypes: [] } }],
	])('%s says nothing about an image', (_name, capabilities) => {
		expect(parseMediaLimits(capabilities, 'image')).toEqual({});
	});

	test('any JSON is tolerated', () => {
		fc.assert(
			fc.property(fc.json(), (json) => {
				expect(() => parseMediaLimits(JSON.parse(json), 'video')).not.toThrow();
			}),
		);
	});
});

describe('widestLimits', () => {
	test.each([
		['no platform', [], {}],
		['one that says nothing', [{}], {}],
		['one', [{ types: ['image/png'], maxBytes: 5 }], { types: ['image/png'], maxBytes: 5 }],
		['two', [{ maxBytes: 5 }, { maxBytes: 7 }], { maxBytes: 7 }],
		['one of two without a limit', [{ maxBytes: 5 }, {}], {}],
		[
			'one of two without types',
			[{ types: ['image/webp', 'image/png'] }, {}],
			{ types: ['image/webp', 'image/png', 'image/jpeg'] },
		],
	])('%s', (_name, all, expected) => {
		expect(widestLimits(all, 'image')).toEqual(expected);
	});
});

test.each([
	[['video/mp4'], 'video/mp4', true],
	[['video/*'], 'video/webm', true],
	[['video/*'], 'image/png', false],
	[['video/mp4'], 'video/mp4v', false],
	[[], 'video/mp4', false],
])('isOneOf(%j, %s)', (types, type, expected) => {
	expect(isOneOf(types, type)).toBe(expected);
});
