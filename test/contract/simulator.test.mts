import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';

import { until } from '../../playground/n8n-api.mts';
import { DEFAULTS, readOptions } from '../../simulator/options.mts';
import { STATUSES } from '../../simulator/state.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
	const answer = await request(`${pharlo.simulator.url}/api/v1/${path}`, {
		method,
		headers: {
			authorization: `Bearer ${DEFAULTS.apiKey}`,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await answer.body.text();
	return {
		status: answer.statusCode,
		headers: answer.headers,
		body: (text === '' ? undefined : JSON.parse(text)) as Record<string, unknown>,
	};
}

/** The bodies of the Code Examples and Publishing pages, with times that are still to come. */
const SAMPLE = {
	connectionId: YOUTUBE,
	type: 'video',
	mediaUrl: 'https://cdn.example.com/demo.mp4',
	payload: { title: 'Product Demo', description: 'See what is new', privacy: 'public' },
};

describe('the samples of the documentation work', () => {
	test('publish a video', async () => {
		const { status, body, headers } = await call('POST', 'assignments', SAMPLE);
		expect(status).toBe(201);
		expect(Object.keys(body)).toEqual([
			'id',
			'status',
			'connectionId',
			'platform',
			'type',
			'scheduledAt',
			'createdAt',
		]);
		expect(headers['x-credits-used']).toBe('3');
		expect(headers['x-credits-balance']).toBe(String(DEFAULTS.credits - 3));
	});

	test('the full request with all optional fields', async () => {
		const { status, body } = await call('POST', 'assignments', {
			...SAMPLE,
			payload: { ...SAMPLE.payload, tags: ['product', 'demo', 'v2'], categoryId: '28' },
			mediaContentType: 'video/mp4',
			mediaSizeBytes: 104857600,
			scheduledAt: '2036-04-25T18:00:00+03:00',
			callbackUrl: 'https://your-server.com/webhook/delivery',
			idempotencyKey: 'publish-demo-2026-04-25',
			externalId: 'your-internal-id-123',
		});
		expect(status).toBe(201);
		expect(body.scheduledAt).toBe('2036-04-25T15:00:00Z');
	});

	test('a time without an offset is refused', async () => {
		const body = { ...SAMPLE, scheduledAt: '2036-05-02T18:00:00' };
		expect(await call('POST', 'assignments', body)).toMatchObject({
			status: 400,
			body: {
				error: {
					message: 'Validation failed',
					details: { scheduledAt: ['Invalid datetime format.'] },
				},
			},
		});
	});

	test('reschedule, cancel, list', async () => {
		const { id } = (await call('POST', 'assignments', SAMPLE)).body;
		const path = `assignments/${String(id)}`;
		const moved = await call('PATCH', path, { scheduledAt: '2036-04-26T18:00:00+03:00' });
		expect(moved).toMatchObject({ status: 200, body: { scheduledAt: '2036-04-26T15:00:00Z' } });
		expect(await call('DELETE', path)).toMatchObject({ status: 204, body: undefined });
		expect(await call('DELETE', path)).toMatchObject({ status: 409 });
		const list = await call('GET', 'assignments?page=1&limit=20&status=cancelled&platform=youtube');
		expect(list.body).toMatchObject({ total: 1, page: 1, limit: 20, items: [{ id }] });
	});
});

describe('which operation is legal where', () => {
	const rules: Array<[string, (id: string) => ReturnType<typeof call>, string[]]> = [
		[
			'update',
			async (id) => await call('PATCH', `assignments/${id}`, { payload: { title: 'x' } }),
			['pending', 'uploaded'],
		],
		[
			'update published',
			async (id) =>
				await call('PATCH', `assignments/${id}`, {
					updatePublished: true,
					payload: { title: 'x' },
				}),
			['published'],
		],
		['retry', async (id) => await call('POST', `assignments/${id}/retry`), ['failed']],
		[
			'cancel',
			async (id) => await call('DELETE', `assignments/${id}`),
			['pending', 'uploading', 'uploaded', 'failed'],
		],
	];

	test.each(rules)('%s', async (_name, act, legal) => {
		for (const status of STATUSES) {
			const { id } = await pharlo.add(status);
			const answer = await act(id);
			expect({ status, answer: answer.status < 300 ? 'done' : answer.status }).toEqual({
				status,
				answer: legal.includes(status) ? 'done' : 409,
			});
		}
	});
});

describe('callbacks', () => {
	let receiver: AnsweringServer;
	let bodies: string[];
	let status: number[];

	beforeEach(async () => {
		bodies = [];
		status = [];
		receiver = await answering((incoming, outgoing) => {
			let body = '';
			incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
			incoming.on('end', () => {
				bodies.push(body);
				outgoing.writeHead(status.shift() ?? 200).end();
			});
		});
	});
	afterEach(async () => await receiver.close());

	async function publish(more = {}) {
		pharlo.switch({ pace: 1000 });
		return await call('POST', 'assignments', { ...SAMPLE, callbackUrl: receiver.url, ...more });
	}

	const arrived = async (count: number) =>
		await until(`${count} callbacks`, async () => (bodies.length >= count ? bodies : undefined));

	test('report every step, signed over the bytes that are sent', async () => {
		const { id } = (await publish()).body;
		const events = (await arrived(4)).map((body) => JSON.parse(body) as Record<string, unknown>);
		expect(events.map((event) => event.status)).toEqual([
			'uploading',
			'uploaded',
			'processing',
			'published',
		]);
		expect(events.every((event) => event.assignmentId === id)).toBe(true);
		const signatures = receiver.calls.map(({ headers }) => headers['x-webhook-signature']);
		expect(signatures).toEqual(
			bodies.map((body) => createHmac('sha256', DEFAULTS.webhookSecret).update(body).digest('hex')),
		);
	});

	test('a failure says why, and gives the credits back', async () => {
		await publish({ mediaUrl: 'https://cdn.example.com/missing.mp4' });
		const [, failed] = await arrived(2);
		expect(JSON.parse(failed ?? '')).toEqual({
			assignmentId: pharlo.assignments[0]?.id,
			status: 'failed',
			errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 404' }],
			timestamp: expect.stringMatching(/Z$/),
		});
		expect(pharlo.simulator.world.state.credits).toBe(DEFAULTS.credits);
	});

	test('one that is not taken is sent again, and the log tells', async () => {
		pharlo.switch({ pace: 0, retrySeconds: [0, 0] });
		status = [500, 409, 200];
		await call('POST', 'assignments', { ...SAMPLE, callbackUrl: receiver.url });
		const [assignment] = pharlo.assignments;
		if (assignment === undefined) throw new Error('Not stored');
		pharlo.simulator.lifecycle.advance(assignment);
		await arrived(3);
		const log = await until('the log', async () => {
			const { body } = await call('GET', 'webhooks/deliveries?status=delivered');
			return body.total === 1 ? body : undefined;
		});
		expect(log.items).toEqual([
			{
				id: expect.any(String),
				assignmentId: assignment.id,
				url: receiver.url,
				status: 'delivered',
				httpStatusCode: 200,
				attempts: 3,
				lastAttemptAt: expect.any(String),
				lastError: 'HTTP 409',
			},
		]);
	});

	test('one that is never taken ends as failed', async () => {
		pharlo.switch({ pace: 0, retrySeconds: [0] });
		status = [500, 500];
		await call('POST', 'assignments', { ...SAMPLE, callbackUrl: receiver.url });
		const [assignment] = pharlo.assignments;
		if (assignment === undefined) throw new Error('Not stored');
		pharlo.simulator.lifecycle.advance(assignment);
		await until('the log', async () => {
			const { body } = await call('GET', 'webhooks/deliveries?status=failed');
			return body.total === 1 ? body : undefined;
		});
		expect(bodies).toHaveLength(2);
	});
});

describe('connecting a channel', () => {
	async function ticket(platform: string) {
		const redirectUrl = 'https://your-app.com/channels/connected';
		const { body } = await call('POST', 'oauth/tickets', { platform, redirectUrl });
		return { id: String(body.ticketId), authUrl: String(body.authUrl) };
	}
	const visit = async (path: string) =>
		await request(path.startsWith('http') ? path : pharlo.simulator.url + path, { method: 'GET' });

	test('consent gives connections: of Facebook each page its own', async () => {
		const { id, authUrl } = await ticket('facebook');
		const consent = String((await visit(authUrl)).headers.location);
		expect(await (await visit(consent)).body.text()).toContain('Bakery Page');
		const answer = `ticket=${id}&answer=allow&accounts=Bakery+Page&accounts=Garden+Page`;
		const back = await visit(`/api/v1/oauth/facebook/callback?${answer}`);
		const { body } = await call('GET', `oauth/tickets/${id}`);
		expect(body.status).toBe('success');
		expect(body.connectionIds).toHaveLength(2);
		expect(back.headers.location).toBe(
			`https://your-app.com/channels/connected?connectionId=${String(body.connectionId)}`,
		);
		const { items } = (await call('GET', 'connections?platform=facebook')).body;
		expect((items as Array<{ name: string }>).map(({ name }) => name)).toContain('Garden Page');
	});

	test('denial and expiry', async () => {
		const denied = await ticket('youtube');
		await visit(`/api/v1/oauth/youtube/callback?ticket=${denied.id}&answer=deny`);
		expect((await call('GET', `oauth/tickets/${denied.id}`)).body.status).toBe('failed');
		pharlo.switch({ ticketMinutes: 1 / 60_000 });
		const expired = await ticket('youtube');
		const body = await until('expiry', async () => {
			const answer = await call('GET', `oauth/tickets/${expired.id}`);
			return answer.body.status === 'expired' ? answer.body : undefined;
		});
		expect(body).not.toHaveProperty('connectionId');
		expect((await visit(expired.authUrl)).statusCode).toBe(410);
	});
});

test('statistics, platforms, credits', async () => {
	const { id } = await pharlo.add('published');
	const stats = await call('GET', `connections/${YOUTUBE}/channel-stats`);
	expect(stats.body).toMatchObject({ connectionId: YOUTUBE, platform: 'youtube', totalPosts: 1 });
	expect((await call('GET', `connections/${YOUTUBE}/posts/${id}/stats`)).body).toHaveProperty(
		'fetchedAt',
	);
	expect((await call('GET', 'platforms')).body.items).toHaveLength(2);
	expect((await call('GET', 'platforms/tiktok/capabilities')).status).toBe(404);
	const { body, headers } = await call('GET', 'billing/status');
	expect(body).toMatchObject({ balance: DEFAULTS.credits - 6, plan: 'growth' });
	expect(headers).not.toHaveProperty('x-credits-used');
});

test('the page is there, and nothing of the API without a key', async () => {
	const page = await request(`${pharlo.simulator.url}/`, { method: 'GET' });
	expect(await page.body.text()).toContain('<h1>Pharlo simulator</h1>');
	const answer = await request(`${pharlo.simulator.url}/api/v1/assignments`, { method: 'GET' });
	expect(answer.statusCode).toBe(401);
	await answer.body.dump();
	const health = await request(`${pharlo.simulator.url}/api/v1/health`, { method: 'GET' });
	expect(await health.body.json()).toMatchObject({ status: 'ok' });
});

test('the state outlives the program', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-state-'));
	const stateFile = join(folder, 'state.json');
	const first = await Pharlo.start({ stateFile });
	const { id } = await first.add('published');
	first.simulator.world.emit('change');
	await first.close();
	const second = await Pharlo.start({ stateFile });
	expect(second.assignments.map((assignment) => assignment.id)).toEqual([id]);
	await second.close();
	rmSync(folder, { recursive: true, force: true });
});

describe('flags', () => {
	const read = (args: string[], env = {}) => readOptions(args, env, () => undefined);

	test('win over the environment, which wins over defaults', () => {
		const options = read(['--port', '0', '--pace', '8'], {
			PHARLO_SIM_PACE: '2',
			PHARLO_SIM_SEED: '7',
		});
		expect(options).toMatchObject({ port: 0, seed: 7, apiKey: DEFAULTS.apiKey });
		expect(options?.settings.pace).toBe(8);
	});

	test.each([
		['--port', 'x'],
		['--errors', 'round'],
		['--repeated-key', '500'],
		['--nonsense', '1'],
	])('%s %s is refused', (flag, value) => {
		expect(() => read([flag, value])).toThrow(flag);
	});

	test('--help asks for nothing else', () => {
		expect(read(['--help'])).toBeUndefined();
	});
});
