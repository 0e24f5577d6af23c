import type { INodeParameters } from 'n8n-workflow';

import { runPharlo } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function run(operation: string, parameters: INodeParameters = {}) {
	return await runPharlo(
		{ resource: 'assignment', operation, ...parameters },
		{ credential: pharlo.credential },
	);
}

describe('Retry Failed', () => {
	const failure = (code: string) => [{ code, message: 'Media file returned 403' }];

	test('retries each once, and outputs the previous failure', async () => {
		const first = await pharlo.add('failed', { externalId: 'a' });
		const second = await pharlo.add('failed', { errors: failure('QUOTA') });
		await pharlo.add('published');
		const { items } = await run('retryFailed');
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id: second.id, status: 'pending', retried: true, failure: failure('QUOTA') },
			{
				id: first.id,
				status: 'pending',
				retried: true,
				externalId: 'a',
				failure: failure('UPLOAD_FAILED'),
				explanation: expect.stringContaining('requires a login'),
			},
		]);
		expect(first.status).toBe('pending');
		expect(second.status).toBe('pending');
		expect(pharlo.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
		expect(pharlo.requests[0]?.query).toMatchObject({ status: 'failed' });
	});

	test('a dry run only lists', async () => {
		const assignment = await pharlo.add('failed');
		const { items } = await run('retryFailed', { dryRun: true });
		expect(items[0]?.json).toMatchObject({ id: assignment.id, status: 'failed', retried: false });
		expect(assignment.status).toBe('failed');
		expect(pharlo.requests).toHaveLength(1);
	});

	test('filters with Pharlo’s filters, and by age and code', async () => {
		const old = '2020-01-01T00:00:00Z';
		await pharlo.add('failed', { createdAt: old });
		await pharlo.add('failed', { errors: failure('QUOTA') });
		await pharlo.add('failed', { platform: 'facebook', connectionId: FACEBOOK });
		const wanted = await pharlo.add('failed', { externalId: 'wanted' });
		const { items } = await run('retryFailed', {
			limit: 1,
			filters: { platform: 'youtube', createdWithinHours: 24, errorCode: 'UPLOAD_FAILED' },
		});
		expect(items.map(({ json }) => json.id)).toEqual([wanted.id]);
		expect(pharlo.requests[0]?.query).toEqual({
			page: '1',
			limit: '50',
			status: 'failed',
			platform: 'youtube',
		});
	});

	test('an invalid age is rejected: it would silently find nothing', async () => {
		await pharlo.add('failed');
		const { error } = await run('retryFailed', {
			filters: { createdWithinHours: '={{ "a day" }}' },
		});
		expect(error?.message).toBe("'Created Within (Hours)' is not a number of at least 0");
		expect(pharlo.requests).toEqual([]);
	});

	test('one API error does not stop the rest', async () => {
		const last = await pharlo.add('failed');
		const first = await pharlo.add('failed');
		// Another client retries the first one in the meantime.
		pharlo.simulator.simulation.once('request', () => (first.status = 'pending'));
		const { items } = await run('retryFailed');
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id: first.id, retried: false, retryError: expect.stringContaining('cannot be retried') },
			{ id: last.id, retried: true },
		]);
	});

	test('without credits it stops, and no item is lost', async () => {
		await pharlo.add('failed');
		await pharlo.add('failed');
		pharlo.simulator.simulation.state.credits = 1;
		const { items } = await run('retryFailed');
		expect(items).toHaveLength(2);
		expect(items.every(({ json }) => json.retried === false)).toBe(true);
		expect(items[1]?.json.retryError).toContain('Not enough Pharlo credits');
		expect(pharlo.requests).toHaveLength(2);
	});
});

describe('Simplify', () => {
	const essentials = [
		'id',
		'status',
		'title',
		'platformUrl',
		'errors',
		'platform',
		'type',
		'connectionId',
		'scheduledAt',
		'externalId',
	];

	test('is on by default, for Get and Get Many', async () => {
		const { id } = await pharlo.add('published');
		const one = await run('get', { assignmentId: id });
		const many = await run('getAll');
		for (const { items } of [one, many]) {
			expect(Object.keys(items[0]?.json ?? {})).toEqual(essentials);
		}
	});

	test('explains a failure', async () => {
		const { id } = await pharlo.add('failed');
		const { items } = await run('get', { assignmentId: id });
		expect(items[0]?.json.explanation).toContain('requires a login, or has expired');
	});

	test('returns all fields if switched off', async () => {
		const { id } = await pharlo.add('published');
		const { items } = await run('get', { assignmentId: id, simplify: false });
		expect(items[0]?.json).toHaveProperty('payload');
		expect(items[0]?.json).toHaveProperty('updatedAt');
	});
});

describe('Include Credits', () => {
	test('adds the cost of an item and the balance', async () => {
		const { items } = await run('create', createVideo({ options: { includeCredits: true } }));
		expect(items[0]?.json).toMatchObject({ creditsUsed: 3, creditsBalance: 99_997 });
	});

	test('counts every page', async () => {
		for (let index = 0; index < 60; index++) await pharlo.add('pending');
		const { items } = await run('getAll', { returnAll: true, options: { includeCredits: true } });
		expect(items[0]?.json).toMatchObject({ creditsUsed: 2, creditsBalance: 99_998 });
	});

	test('is off by default', async () => {
		const { items } = await run('create', createVideo());
		expect(items[0]?.json).not.toHaveProperty('creditsUsed');
	});
});

describe('Read State When Refused', () => {
	test('fetches the status for a credit if Pharlo does not return it', async () => {
		const { id } = await pharlo.add('published');
		const failed = await run('cancel', {
			assignmentId: id,
			options: { readStateWhenRefused: true },
		});
		expect(failed.error?.description).toBe(
			'Cancel works until an assignment is processing or published. This one is published: Update Published changes what is live.',
		);
		expect(pharlo.requests.map(({ method }) => method)).toEqual(['DELETE', 'GET']);
	});

	test('does not fetch the status after another error', async () => {
		const { error } = await run('cancel', {
			assignmentId: 'nobody',
			options: { readStateWhenRefused: true },
		});
		expect(error?.description).toContain('Check the ID');
		expect(pharlo.requests).toHaveLength(1);
	});

	test('does not fetch the status by default', async () => {
		const { id } = await pharlo.add('published');
		await run('cancel', { assignmentId: id });
		expect(pharlo.requests).toHaveLength(1);
	});
});

test('a media URL that expires before the publish time is invalid', async () => {
	const mediaUrl = 'https://cdn.example.com/a.mp4?X-Amz-Date=20270101T000000Z&X-Amz-Expires=3600';
	const { error } = await run(
		'create',
		createVideo({ mediaUrl, publish: 'scheduled', scheduledAt: '2036-01-01T12:00:00' }),
	);
	expect(error?.message).toContain("'Media URL' expires at 2027-01-01T01:00:00.000Z");
	expect(pharlo.requests).toEqual([]);
});

describe('which post', () => {
	const content = { payload: { title: 'Product Demo', privacy: 'private' } };

	test('Get, Get Many and a dry run tell the title', async () => {
		const { id } = await pharlo.add('failed', content);
		const outputs = [
			await run('get', { assignmentId: id }),
			await run('getAll'),
			await run('retryFailed', { dryRun: true }),
		];
		for (const { items } of outputs) {
			expect(items[0]?.json).toMatchObject({ id, title: 'Product Demo' });
		}
	});
});
