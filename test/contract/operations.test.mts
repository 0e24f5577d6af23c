import type { INodeParameters } from 'n8n-workflow';

import { runPharlo } from '../harness/engine.mts';
import { connection, form } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function run(operation: string, parameters: INodeParameters) {
	return await runPharlo(
		{ resource: 'assignment', operation, ...parameters },
		{ credential: pharlo.credential },
	);
}

function lines(): string[] {
	return pharlo.requests.map(({ method, path }) => `${method} ${path}`);
}

describe('Get', () => {
	test('returns the assignment', async () => {
		const { id } = await pharlo.add('published', { platformUrl: 'https://youtu.be/x' });
		const { items } = await run('get', { assignmentId: id });
		expect(lines()).toEqual([`GET /api/v1/assignments/${id}`]);
		expect(items).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({
			id,
			status: 'published',
			platformUrl: 'https://youtu.be/x',
			errors: [],
		});
	});

	test('accepts a URL that contains the ID', async () => {
		const { id } = await pharlo.add('pending');
		const assignmentId = `https://pharlo.io/console/assignments/${id}?tab=log`;
		const { items } = await run('get', { assignmentId });
		expect(items[0]?.json.id).toBe(id);
	});

	test('an ID cannot change the path', async () => {
		const { error } = await run('get', { assignmentId: '..%2Fbilling%2Fstatus' });
		expect(lines()).toEqual(['GET /api/v1/assignments/..%252Fbilling%252Fstatus']);
		expect(error?.message).toContain('Assignment not found');
	});

	test('an empty expression is rejected before any request', async () => {
		const { error } = await run('get', { assignmentId: '={{ $json.none }}' });
		expect(error?.message).toBe("'Assignment ID' has no ID");
		expect(pharlo.requests).toEqual([]);
	});
});

describe('Cancel', () => {
	test('sends DELETE, and outputs the ID', async () => {
		const assignment = await pharlo.add('pending');
		const { items } = await run('cancel', { assignmentId: assignment.id });
		expect(lines()).toEqual([`DELETE /api/v1/assignments/${assignment.id}`]);
		expect(assignment.status).toBe('cancelled');
		expect(items).toEqual([
			{
				json: { id: assignment.id, status: 'cancelled', cancelled: true },
				pairedItem: { item: 0 },
			},
		]);
	});

	test('a published assignment cannot be cancelled', async () => {
		const { id } = await pharlo.add('published');
		const { error, items } = await run('cancel', { assignmentId: id });
		expect(items).toEqual([]);
		expect(error?.message).toContain('Pharlo did not cancel the assignment');
		expect(error?.message).toContain('status "published"');
		expect(error).toMatchObject({ httpCode: '409' });
	});
});

describe('Retry', () => {
	test('queues a failed assignment again under its ID', async () => {
		const assignment = await pharlo.add('failed');
		const { items } = await run('retry', { assignmentId: assignment.id });
		expect(lines()).toEqual([`POST /api/v1/assignments/${assignment.id}/retry`]);
		expect(pharlo.onlyRequest.body).toBeUndefined();
		expect(assignment).toMatchObject({ status: 'pending', errors: [] });
		expect(items[0]?.json).toEqual({ id: assignment.id, status: 'pending' });
		expect(pharlo.assignments).toHaveLength(1);
	});

	test('accepts the URL of the endpoint, as in Pharlo’s samples', async () => {
		const { id } = await pharlo.add('failed');
		const assignmentId = `https://pharlo.io/api/v1/assignments/${id}/retry`;
		const { items } = await run('retry', { assignmentId });
		expect(items[0]?.json.id).toBe(id);
	});

	test('only works for failed assignments', async () => {
		const { id } = await pharlo.add('pending');
		const { error } = await run('retry', { assignmentId: id });
		expect(error?.message).toContain('cannot be retried in status "pending"');
		expect(error?.description).toBe(
			'Retry works for assignments that have failed. This one is pending: it can be updated or cancelled.',
		);
	});
});

describe('Update', () => {
	test('only the schedule', async () => {
		const assignment = await pharlo.add('pending');
		const { items } = await run('update', {
			assignmentId: assignment.id,
			changes: ['schedule'],
			scheduledAt: '2036-04-26T18:00:00',
			timezone: { __rl: true, mode: 'list', value: 'Europe/Istanbul' },
		});
		expect(lines()).toEqual([`PATCH /api/v1/assignments/${assignment.id}`]);
		expect(pharlo.onlyRequest.body).toEqual({ scheduledAt: '2036-04-26T18:00:00+03:00' });
		expect(assignment.scheduledAt).toBe('2036-04-26T15:00:00Z');
		expect(items[0]?.json).toMatchObject({ id: assignment.id, status: 'pending' });
	});

	test('a time in the past is refused, without the advice to publish now that only Create has', async () => {
		const { error } = await run('update', {
			assignmentId: 'a1',
			changes: ['schedule'],
			scheduledAt: '2020-04-26T18:00:00',
		});
		expect(error?.message).toContain("'Date and Time' is in the past");
		expect(error).toMatchObject({ description: 'Choose a later time.' });
		expect(pharlo.requests).toEqual([]);
	});

	test('schedule and payload, with only the given fields', async () => {
		const assignment = await pharlo.add('uploaded');
		await run('update', {
			assignmentId: assignment.id,
			changes: ['schedule', 'payload'],
			scheduledAt: '2036-04-26T18:00:00Z',
			contentType: 'video',
			payloadMode: 'form',
			payloadForm: form({ title: 'Updated Title', description: null, tags: null }),
		});
		expect(pharlo.onlyRequest.body).toEqual({
			scheduledAt: '2036-04-26T18:00:00Z',
			payload: { title: 'Updated Title' },
		});
		// Pharlo may replace the payload, or change only what it is sent.
		expect(assignment.payload).toEqual({ title: 'Updated Title' });
	});

	test('the payload as JSON', async () => {
		const { id } = await pharlo.add('pending');
		await run('update', {
			assignmentId: id,
			changes: ['payload'],
			payloadMode: 'json',
			payloadJson: '{"privacy":"unlisted"}',
		});
		expect(pharlo.onlyRequest.body).toEqual({ payload: { privacy: 'unlisted' } });
	});

	test('not while it is processing', async () => {
		const { id } = await pharlo.add('processing');
		const { error } = await run('update', {
			assignmentId: id,
			changes: ['payload'],
			payloadMode: 'json',
			payloadJson: '{"title":"Late"}',
		});
		expect(error?.message).toContain('cannot be updated in status "processing"');
		expect(error?.description).toContain('This one is processing: wait until');
	});

	test('an update without changes is invalid', async () => {
		const { id } = await pharlo.add('pending');
		const { error } = await run('update', {
			assignmentId: id,
			changes: '={{ [] }}',
			scheduledAt: '2036-04-26T18:00:00',
		});
		expect(error?.message).toBe("'Change' is empty");
		expect(pharlo.requests).toEqual([]);
	});

	test('an empty form is invalid: it would change nothing', async () => {
		const { id } = await pharlo.add('pending');
		const { error } = await run('update', {
			assignmentId: id,
			changes: ['payload'],
			contentType: 'video',
			payloadMode: 'form',
			payloadForm: form({ title: null }),
		});
		expect(error?.message).toContain("'Payload' is empty");
		expect(pharlo.requests).toEqual([]);
	});
});

describe('Update Published', () => {
	test('sets updatePublished in the request', async () => {
		const assignment = await pharlo.add('published');
		const { items } = await run('updatePublished', {
			assignmentId: assignment.id,
			contentType: 'video',
			payloadMode: 'form',
			payloadForm: form({ title: 'New Title', privacy: 'unlisted' }),
		});
		expect(lines()).toEqual([`PATCH /api/v1/assignments/${assignment.id}`]);
		expect(pharlo.onlyRequest.body).toEqual({
			updatePublished: true,
			payload: { title: 'New Title', privacy: 'unlisted' },
		});
		expect(items[0]?.json).toMatchObject({ id: assignment.id, status: 'published' });
		expect(assignment.payload).toEqual({ title: 'New Title', privacy: 'unlisted' });
	});

	test('only works for published assignments', async () => {
		const { id } = await pharlo.add('pending');
		const { error } = await run('updatePublished', {
			assignmentId: id,
			payloadMode: 'json',
			payloadJson: { title: 'x' },
		});
		expect(error?.description).toContain('once an assignment is published. This one is pending');
	});
});

describe('Get Many', () => {
	const defaults = { returnAll: false, limit: 50, filters: {} };

	async function addMany(count: number): Promise<void> {
		for (let index = 0; index < count; index++) {
			await pharlo.add('published', { externalId: `row-${index}` });
		}
	}

	test('up to the limit, in Pharlo’s order, one item each', async () => {
		await addMany(12);
		const { items } = await run('getAll', { ...defaults, limit: 10 });
		expect(pharlo.onlyRequest.query).toEqual({ page: '1', limit: '10' });
		expect(items.map(({ json }) => json.id)).toEqual(
			pharlo.assignments.slice(0, 10).map(({ id }) => id),
		);
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	});

	test('a limit over the page size fetches as many pages as needed', async () => {
		await addMany(130);
		const { items } = await run('getAll', { ...defaults, limit: 60 });
		expect(items).toHaveLength(60);
		expect(pharlo.requests.map(({ query }) => query.page)).toEqual(['1', '2']);
	});

	test.each([
		[0, 1],
		[49, 1],
		[50, 1],
		[51, 2],
		[120, 3],
	])('all of %i take %i requests', async (count, requests) => {
		await addMany(count);
		const { items } = await run('getAll', { ...defaults, returnAll: true });
		expect(new Set(items.map(({ json }) => json.id)).size).toBe(count);
		expect(pharlo.requests).toHaveLength(requests);
		expect(pharlo.requests.every(({ query }) => query.limit === '50')).toBe(true);
	});

	test.each(['={{ 0 }}', '={{ -1 }}', '={{ "many" }}', '={{ 1.5 }}'])(
		'%s is not a valid limit',
		async (limit) => {
			const { error } = await run('getAll', { ...defaults, limit });
			expect(error?.message).toBe("'Limit' is not a whole number of at least 1");
			expect(pharlo.requests).toEqual([]);
		},
	);

	test('filters are sent', async () => {
		await run('getAll', {
			...defaults,
			filters: {
				status: 'failed',
				platform: 'youtube',
				connectionId: connection(YOUTUBE),
				externalId: ' row-1 ',
			},
		});
		expect(pharlo.onlyRequest.query).toEqual({
			page: '1',
			limit: '50',
			status: 'failed',
			platform: 'youtube',
			connectionId: YOUTUBE,
			externalId: 'row-1',
		});
	});

	test.each([
		['Platform Name or ID', { platform: '' }],
		['Connection', { connectionId: connection('') }],
		['Status', { status: null }],
	])('a filter without a value is refused: %s', async (label, filters) => {
		const { error } = await run('getAll', { ...defaults, filters });
		expect(error).toMatchObject({
			message: `'${label}' is empty`,
			description: 'Give it a value, or remove the filter to match all.',
		});
		expect(pharlo.requests).toEqual([]);
	});

	test('a filter returns the matching assignments', async () => {
		const { id } = await pharlo.add('failed');
		await pharlo.add('published');
		await pharlo.add('failed', { connectionId: FACEBOOK, platform: 'facebook' });
		const { items } = await run('getAll', {
			...defaults,
			returnAll: true,
			filters: { status: 'failed', connectionId: connection(YOUTUBE) },
		});
		expect(items.map(({ json }) => json.id)).toEqual([id]);
	});
});
