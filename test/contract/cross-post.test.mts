import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { addConnections, askedOf, crossPostVideo } from '../harness/cross-post.mts';
import { runPharlo } from '../harness/engine.mts';
import { EXPIRED, FACEBOOK, INACTIVE, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function run(
	more: INodeParameters = {},
	items: IDataObject[] = [{}],
	onError: INode['onError'] = 'stopWorkflow',
) {
	const { credential } = pharlo;
	return await runPharlo(crossPostVideo(more), { credential, items, settings: { onError } });
}

function post(connectionId: string): IDataObject | undefined {
	return askedOf(pharlo).find((body) => body.connectionId === connectionId);
}

test('one item becomes a post on each connection, with what each platform calls title and text', async () => {
	const { items, error } = await run();
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
	await run({ title: '={{ "Row " + $json.row }}' }, items);
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
	const { error } = await run({ connectionIds } as INodeParameters, [{ ids: [YOUTUBE, FACEBOOK] }]);
	expect(error).toBeUndefined();
	expect(pharlo.assignments.map(({ connectionId }) => connectionId).sort()).toEqual(
		[YOUTUBE, FACEBOOK].sort(),
	);
});

test('a connection that is listed twice gets one post, and a warning says so', async () => {
	const { hints, items } = await run({ connectionIds: [YOUTUBE, FACEBOOK, YOUTUBE.toUpperCase()] });
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
		const { error } = await run({
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
		const { error } = await run({
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

test('where the workflow continues at errors, an item is published on all of its connections or on none', async () => {
	const { items } = await run(
		{ connectionIds: '={{ $json.ids }}' },
		[{ ids: [YOUTUBE, INACTIVE] }, { ids: [YOUTUBE, FACEBOOK] }],
		'continueRegularOutput',
	);
	expect(items.map(({ json, pairedItem }) => [json.error ?? json.status, pairedItem])).toEqual([
		[expect.stringContaining('which is inactive'), { item: 0 }],
		[expect.stringContaining("Not published on 'Demo Channel'"), { item: 0 }],
		['pending', { item: 1 }],
		['pending', { item: 1 }],
	]);
	expect(pharlo.assignments).toHaveLength(2);
});

test('an invalid connection is skipped and told, if the user wants that', async () => {
	const { items, error } = await run({
		connectionIds: [INACTIVE, YOUTUBE],
		options: { ifInvalid: 'skip' },
	});
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json)).toMatchObject([
		{ status: 'pending', connectionId: YOUTUBE },
		{
			status: 'skipped',
			connectionId: INACTIVE,
			connectionName: 'Old Channel',
			message: expect.stringContaining('which is inactive'),
			whatToDo: expect.stringContaining('Activate it'),
		},
	]);
});

test('without credits for all, nothing is created', async () => {
	pharlo.simulator.simulation.state.credits = 6;
	const { error } = await run({}, [{}, {}]);
	expect(error?.message).toContain('12 needed, 5 left');
	expect(askedOf(pharlo)).toEqual([]);
});

test('one that fails does not stop the others, and the error lists what exists and what does not', async () => {
	// Switched off after the check.
	const off = pharlo.onRequest(({ path }) => {
		const page = pharlo.simulator.simulation.state.connections.find(({ id }) => id === FACEBOOK);
		if (path.endsWith('/capabilities') && page !== undefined) page.isActive = false;
	});
	const { error } = await run({ connectionIds: [FACEBOOK, YOUTUBE] });
	off();
	const [created] = pharlo.assignments;
	expect(pharlo.assignments).toHaveLength(1);
	expect(error?.description).toContain('Demo Page');
	expect(error?.description).toContain(
		`Created: 'Demo Channel' (youtube, ${YOUTUBE}) of item 0: ${String(created?.id)}.`,
	);
});

test('expired access is a warning, because Pharlo may renew it by itself', async () => {
	const { hints } = await run(
		{ connectionIds: [YOUTUBE, EXPIRED] },
		[{}, {}],
		'continueRegularOutput',
	);
	const warnings = hints.filter(({ message }) => message.includes('has expired'));
	expect(warnings).toMatchObject([{ message: expect.stringContaining("'Holiday Page'") }]);
	expect(askedOf(pharlo)).toHaveLength(4);
});

test('posts whose answer was lost are not called failed, because they may exist', async () => {
	const off = pharlo.onRequest(({ path }) => {
		if (!path.endsWith('/youtube/capabilities')) return;
		off();
		pharlo.switch({ chaos: { ...NO_CHAOS, rate: 1, kinds: ['resetAfter'] } });
	});
	const connectionIds = [YOUTUBE, ...addConnections(pharlo, YOUTUBE, 1)];
	const { error } = await run({ connectionIds });
	pharlo.switch({ chaos: NO_CHAOS });
	expect(pharlo.assignments).toHaveLength(2);
	expect(error?.message).toMatch(/^2 of 2 posts may have been created.*lost \(item 0\)/);
	expect(error?.description).toContain("Without an answer: 'Demo Channel'");
	expect(error?.description).not.toContain('ot created');
}, 30_000);

describe('times', () => {
	const SCHEDULED = {
		scheduledAt: '2027-03-28T01:30:00',
		timezone: { __rl: true, mode: 'name', value: 'Europe/Berlin' },
	};

	test('one for all', async () => {
		await run({ publish: 'scheduled', ...SCHEDULED });
		expect(askedOf(pharlo).map(({ scheduledAt }) => scheduledAt)).toEqual([
			'2027-03-28T01:30:00+01:00',
			'2027-03-28T01:30:00+01:00',
		]);
	});

	test('one after the other, also where clocks change', async () => {
		const others = addConnections(pharlo, YOUTUBE, 2);
		await run({
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
		await run({
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
	await run({ connectionIds: [YOUTUBE, FACEBOOK], options });
	const { items } = await run({ connectionIds: [third, FACEBOOK, YOUTUBE], options });
	expect(items.map(({ json }) => [json.connectionId, json.alreadyExisted])).toEqual([
		[third, false],
		[FACEBOOK, true],
		[YOUTUBE, true],
	]);
	expect(pharlo.assignments).toHaveLength(3);
});

test('Retry On Fail posts only what is missing', async () => {
	const { state } = pharlo.simulator.simulation;
	const page = state.connections.find(({ id }) => id === FACEBOOK);
	if (page === undefined) throw new Error('No page');
	// Switched off after the first check, and on again once both posts were refused.
	let isFirst = true;
	const off = pharlo.onRequest(({ method, path }) => {
		if (path.endsWith('/facebook/capabilities') && isFirst) page.isActive = false;
		if (method !== 'POST' || askedOf(pharlo).length < 4) return;
		isFirst = false;
		setImmediate(() => (page.isActive = true));
	});
	const { items, error } = await runPharlo(crossPostVideo(), {
		credential: pharlo.credential,
		items: [{}, {}],
		settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
	});
	off();
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => [json.connectionId, json.alreadyExisted])).toEqual([
		[YOUTUBE, true],
		[FACEBOOK, false],
		[YOUTUBE, true],
		[FACEBOOK, false],
	]);
	expect(pharlo.assignments).toHaveLength(4);
});
