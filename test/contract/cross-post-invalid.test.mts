import type { INodeParameters } from 'n8n-workflow';

import { askedOf, runCrossPost } from '../harness/cross-post.mts';
import { FACEBOOK, INACTIVE, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

describe('what is invalid for one connection stops all, before anything is sent', () => {
	const INVALID: ReadonlyArray<[string, INodeParameters, string, string]> = [
		[
			'no connection',
			{ connectionIds: '={{ $json.missing }}' },
			"'Connection Names or IDs' is empty",
			'',
		],
		[
			'an empty entry',
			{ connectionIds: `={{ ["${YOUTUBE}", null] }}` },
			"'Connection Names or IDs' has an entry that is empty",
			'',
		],
		[
			'an unknown connection',
			{ connectionIds: [YOUTUBE, 'nowhere'] },
			"'Connection Names or IDs' is 'nowhere', which is none of the connections",
			'',
		],
		['an inactive one', { connectionIds: [YOUTUBE, INACTIVE] }, 'which is inactive', ''],
		[
			'a content type that one of them does not take',
			{ detailsJson: '{"youtube": {"contentType": "reel"}}' },
			"'Content Type' is reel, which YouTube does not take",
			'YouTube takes Video and Short.',
		],
		['no title where it is required', { title: '' }, "'Title' is empty", 'Demo Channel'],
		['no text where it is required', { text: '' }, "'Text' is empty", 'Demo Page'],
		[
			'a text that is too long for one of them',
			{ text: 'x'.repeat(5001) },
			'2 of 2 posts are invalid',
			"'Text' has 5001 characters, Pharlo allows 5000",
		],
		[
			'a privacy that is not said for all',
			{
				detailsJson: '{"youtube": {"privacy": "private"}, "facebook": {"contentType": "text"}}',
			},
			"'Facebook: Privacy' is empty, but YouTube has 'private'",
			'EVERYONE, ALL_FRIENDS, SELF',
		],
		[
			'details of a platform that does not exist',
			{ detailsJson: '{"youtub": {"privacy": "public"}}' },
			"'youtub' in the details is neither a platform nor a connection",
			'youtube, facebook',
		],
		[
			'a privacy of another platform',
			{ detailsJson: '{"youtube": {"privacy": "SELF"}}' },
			"'YouTube: Privacy' is 'SELF', which is not one of its options",
			'public',
		],
		[
			'a blank privacy',
			{ detailsJson: '={{ { youtube: { privacy: $json.missing } } }}' },
			"'privacy' in 'youtube in Details (JSON)' is empty",
			'',
		],
		[
			'a time that is missing for one of them',
			{ publish: 'each', publishTimes: '{"youtube": "2036-01-15T18:00:00"}' },
			`'Dates and Times (JSON)' has no time for the connection ${FACEBOOK}`,
			'',
		],
	];

	test.each(INVALID)('%s', async (_name, more, message, description) => {
		const { error, items } = await runCrossPost(pharlo, more);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(description);
		expect(items).toEqual([]);
		expect(askedOf(pharlo)).toEqual([]);
		expect(pharlo.assignments).toEqual([]);
	});

	test('several are listed with their item and connection', async () => {
		const { error } = await runCrossPost(
			pharlo,
			{ connectionIds: '={{ $json.ids }}', title: '={{ $json.title }}' },
			[
				{ ids: [YOUTUBE, INACTIVE], title: 'A' },
				{ ids: [YOUTUBE, FACEBOOK], title: '' },
			],
		);
		expect(error?.message).toContain('2 of 4 posts are invalid, so nothing was published');
		expect(error?.description).toContain("Item 0, 'Old Channel'");
		expect(error?.description).toContain("Item 1, 'Demo Channel'");
		expect(pharlo.assignments).toEqual([]);
	});
});
