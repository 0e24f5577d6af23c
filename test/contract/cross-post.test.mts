import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { addConnections, askedOf, runCrossPost } from '../harness/cross-post.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

function post(connectionId: string): IDataObject | undefined {
	return askedOf(pharlo).find((body) => body.connectionId === connectionId);
}

test('one item becomes a post on each connection, with what each platform calls title and text', async () => {
	const { items, error } = await runCrossPost(pharlo);
	expect(error).toBeUndefined();
	expect(
		items.map(({ json, pairedItem }) => [json.connectionId, json.connectionName, pairedItem]),
	).toEqual([
		[YOUTUBE, 'Demo Channel', { item: 0 }],
		[FACEBOOK, 'Demo Page', { item: 0 }],
	]);
	expect(post(YOUTUBE)).toMatchObject({
		type: 'video',
		payload: { title: 'Product Demo', description: 'See what is new', privacy: 'public' },
	});
	expect(post(FACEBOOK)?.payload).toEqual({
		title: 'Product Demo',
		description: 'See what is new',
	});
	expect(pharlo.assignments).toHaveLength(2);
});

test('the requests beside the posts do not depend on the number of items', async () => {
	const items = Array.from({ length: 10 }, (_, row) => ({ row }));
	await runCrossPost(pharlo, { title: '={{ "Row " + $json.row }}' }, items);
	const paths = pharlo.requests.map(
		({ method, path }) => `${method} ${path.replace('/api/v1', '')}`,
	);
	expect(askedOf(pharlo)).toHaveLength(20);
	expect(paths.filter((path) => path !== 'POST /assignments').sort()).toEqual([
		'GET /billing/status',
		'GET /connections',
		'GET /platforms',
		'GET /platforms/facebook/capabilities',
		'GET /platforms/youtube/capabilities',
	]);
});

test.each<[string, unknown]>([
	['an array', '={{ $json.ids }}'],
	['IDs separated by commas', '={{ $json.ids.join(", ") }}'],
	['an array as JSON', '={{ JSON.stringify($json.ids) }}'],
	['text around an expression', '={{ $json.ids[0] }},{{ $json.ids[1] }}'],
])('connections come from an expression that gives %s', async (_name, connectionIds) => {
	const { error } = await runCrossPost(pharlo, { connectionIds } as INodeParameters, [
		{ ids: [YOUTUBE, FACEBOOK] },
	]);
	expect(error).toBeUndefined();
	expect(pharlo.assignments.map(({ connectionId }) => connectionId).sort()).toEqual(
		[YOUTUBE, FACEBOOK].sort(),
	);
});

test('a connection that is listed twice gets one post, and a warning says so', async () => {
	const { hints, items } = await runCrossPost(pharlo, {
		connectionIds: [YOUTUBE, FACEBOOK, YOUTUBE.toUpperCase()],
	});
	expect(items).toHaveLength(2);
	expect(pharlo.assignments).toHaveLength(2);
	expect(hints.map(({ message }) => message)).toContainEqual(
		expect.stringContaining(`gets one post: ${YOUTUBE.toUpperCase()}.`),
	);
});

describe('details', () => {
	test('of a connection go before those of its platform, and both before title and text', async () => {
		const [second = ''] = addConnections(pharlo, YOUTUBE, 1);
		const details = {
			youtube: { privacy: 'unlisted', description: 'For YouTube', tags: ['a', 'b'] },
			[second]: { privacy: 'private', title: 'Second' },
			facebook: { contentType: 'text', message: 'For Facebook', privacy: 'SELF' },
		};
		const { error } = await runCrossPost(pharlo, {
			connectionIds: [YOUTUBE, second, FACEBOOK],
			detailsJson: JSON.stringify(details),
		});
		expect(error).toBeUndefined();
		expect(post(YOUTUBE)?.payload).toEqual({
			title: 'Product Demo',
			description: 'For YouTube',
			privacy: 'unlisted',
			tags: ['a', 'b'],
		});
		expect(post(second)?.payload).toEqual({
			title: 'Second',
			description: 'For YouTube',
			privacy: 'private',
			tags: ['a', 'b'],
		});
		const onFacebook = post(FACEBOOK);
		expect(onFacebook).toMatchObject({
			type: 'text',
			payload: { message: 'For Facebook', privacy: 'SELF' },
		});
		expect(onFacebook).not.toHaveProperty('mediaUrl');
	});

	test('of a form are sent without the platform in their name', async () => {
		const value = {
			'youtube:privacy': 'public',
			'youtube:madeForKids': true,
			'youtube:tags': 'a, b',
		};
		const rules = [
			{ id: 'privacy', label: 'YouTube: Privacy', kind: 'choice' },
			{ id: 'madeForKids', label: 'YouTube: Made for Kids', kind: 'flag' },
			{ id: 'tags', label: 'YouTube: Tags', kind: 'list' },
		];
		const schema = rules.map((rule) => ({ id: `youtube:${rule.id}`, removed: false, rules: rule }));
		const { error } = await runCrossPost(pharlo, {
			detailsMode: 'form',
			detailsForm: { mappingMode: 'defineBelow', value, schema } as unknown as INodeParameters,
		});
		expect(error).toBeUndefined();
		expect(post(YOUTUBE)?.payload).toMatchObject({
			privacy: 'public',
			madeForKids: true,
			tags: ['a', 'b'],
		});
		expect(post(FACEBOOK)?.payload).not.toHaveProperty('privacy');
	});
});

describe('times', () => {
	const SCHEDULED = {
		scheduledAt: '2027-03-28T01:30:00',
		timezone: { __rl: true, mode: 'name', value: 'Europe/Berlin' },
	};

	test('one for all', async () => {
		await runCrossPost(pharlo, { publish: 'scheduled', ...SCHEDULED });
		expect(askedOf(pharlo).map(({ scheduledAt }) => scheduledAt)).toEqual([
			'2027-03-28T01:30:00+01:00',
			'2027-03-28T01:30:00+01:00',
		]);
	});

	test('one after the other, also where clocks change', async () => {
		const others = addConnections(pharlo, YOUTUBE, 2);
		await runCrossPost(pharlo, {
			publish: 'spread',
			minutesBetween: 30,
			connectionIds: [YOUTUBE, ...others],
			...SCHEDULED,
		});
		expect([YOUTUBE, ...others].map((id) => post(id)?.scheduledAt)).toEqual([
			'2027-03-28T01:30:00+01:00',
			'2027-03-28T03:00:00+02:00',
			'2027-03-28T03:30:00+02:00',
		]);
	});

	test('one for each connection, by its ID or its platform, in a time zone of its own', async () => {
		await runCrossPost(pharlo, {
			publish: 'each',
			publishTimes: JSON.stringify({
				[YOUTUBE]: '2027-01-15T19:00:00[America/New_York]',
				facebook: '2027-01-15T18:30:00',
			}),
			timezone: SCHEDULED.timezone,
		});
		expect(post(YOUTUBE)?.scheduledAt).toBe('2027-01-15T19:00:00-05:00');
		expect(post(FACEBOOK)?.scheduledAt).toBe('2027-01-15T18:30:00+01:00');
	});
});

test.each([
	['own', { idempotency: 'own', idempotencyKey: 'row-1' }],
	['content', { idempotency: 'content' }],
])('with a key of its %s, another run posts only what is missing', async (_name, options) => {
	const [third = ''] = addConnections(pharlo, YOUTUBE, 1);
	await runCrossPost(pharlo, { connectionIds: [YOUTUBE, FACEBOOK], options });
	const { items } = await runCrossPost(pharlo, {
		connectionIds: [third, FACEBOOK, YOUTUBE],
		options,
	});
	expect(items.map(({ json }) => [json.connectionId, json.alreadyExisted])).toEqual([
		[third, false],
		[FACEBOOK, true],
		[YOUTUBE, true],
	]);
	expect(pharlo.assignments).toHaveLength(3);
});
