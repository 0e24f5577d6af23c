import { once } from 'node:events';
import { request } from 'undici';

import { until } from '../../tools/playground/n8n-api.mts';
import { parseOptions } from '../../tools/simulator/command-line.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { STATUSES } from '../../tools/simulator/state.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { SAMPLE } from '../harness/parameters.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

describe('accepts the samples of the documentation', () => {
	test('publish a video', async () => {
		const { status, body, headers } = await pharlo.call('POST', 'assignments', SAMPLE);
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
		const { status, body } = await pharlo.call('POST', 'assignments', {
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

	test.each([
		['without an offset', '2036-05-02T18:00:00'],
		['without seconds', '2036-05-02T18:00+03:00'],
		['on a day that does not exist', '2036-02-31T18:00:00Z'],
		['with an offset without a colon', '2036-05-02T18:00:00+0300'],
		['with an offset of four days', '2036-05-02T18:00:00+99:00'],
		['with an offset that no zone has', '2036-05-02T18:00:00+14:01'],
		['with fractions of a second', '2036-05-02T18:00:00.123+02:00'],
	])('a time %s is invalid', async (_what, scheduledAt) => {
		const body = { ...SAMPLE, scheduledAt };
		expect(await pharlo.call('POST', 'assignments', body)).toMatchObject({
			status: 400,
			body: {
				error: {
					message: 'Validation failed',
					details: { scheduledAt: ['Invalid datetime format.'] },
				},
			},
		});
	});

	test('strict times are a setting, also for an update', async () => {
		const { id } = (await pharlo.call('POST', 'assignments', SAMPLE)).body;
		const body = { scheduledAt: '2036-05-02T18:00:00.123+14:30' };
		const path = `assignments/${String(id)}`;
		expect(await pharlo.call('PATCH', path, body)).toMatchObject({ status: 400 });
		pharlo.switch({ strictTimes: false });
		expect(await pharlo.call('PATCH', path, body)).toMatchObject({ status: 200 });
		expect(await pharlo.call('POST', 'assignments', { ...SAMPLE, ...body })).toMatchObject({
			status: 201,
			body: { scheduledAt: '2036-05-02T03:30:00Z' },
		});
	});

	test('the largest offset is valid', async () => {
		const body = { ...SAMPLE, scheduledAt: '2036-05-02T18:00:00+14:00' };
		expect(await pharlo.call('POST', 'assignments', body)).toMatchObject({ status: 201 });
	});

	test('reschedule, cancel, list', async () => {
		const { id } = (await pharlo.call('POST', 'assignments', SAMPLE)).body;
		const path = `assignments/${String(id)}`;
		const moved = await pharlo.call('PATCH', path, { scheduledAt: '2036-04-26T18:00:00+03:00' });
		expect(moved).toMatchObject({ status: 200, body: { scheduledAt: '2036-04-26T15:00:00Z' } });
		expect(await pharlo.call('DELETE', path)).toMatchObject({ status: 204, body: undefined });
		expect(await pharlo.call('DELETE', path)).toMatchObject({ status: 409 });
		const list = await pharlo.call(
			'GET',
			'assignments?page=1&limit=20&status=cancelled&platform=youtube',
		);
		expect(list.body).toMatchObject({ total: 1, page: 1, limit: 20, items: [{ id }] });
	});
});

describe('valid operations by status', () => {
	const rules: Array<[string, (id: string) => ReturnType<Pharlo['call']>, string[]]> = [
		[
			'update',
			async (id) => await pharlo.call('PATCH', `assignments/${id}`, { payload: { title: 'x' } }),
			['pending', 'uploaded'],
		],
		[
			'update published',
			async (id) =>
				await pharlo.call('PATCH', `assignments/${id}`, {
					updatePublished: true,
					payload: { title: 'x' },
				}),
			['published'],
		],
		['retry', async (id) => await pharlo.call('POST', `assignments/${id}/retry`), ['failed']],
		[
			'cancel',
			async (id) => await pharlo.call('DELETE', `assignments/${id}`),
			['pending', 'uploading', 'uploaded', 'failed'],
		],
	];

	test.each(rules)('%s', async (_name, act, valid) => {
		for (const status of STATUSES) {
			const { id } = await pharlo.add(status);
			const response = await act(id);
			expect({ status, result: response.status < 300 ? 'done' : response.status }).toEqual({
				status,
				result: valid.includes(status) ? 'done' : 409,
			});
		}
	});
});

describe('connecting a channel', () => {
	async function ticket(platform: string) {
		const redirectUrl = 'https://your-app.com/channels/connected';
		const { body } = await pharlo.call('POST', 'oauth/tickets', { platform, redirectUrl });
		return { id: String(body.ticketId), authUrl: String(body.authUrl) };
	}
	const visit = async (path: string) =>
		await request(path.startsWith('http') ? path : pharlo.simulator.url + path, { method: 'GET' });

	test('consent creates connections, one for each Facebook page', async () => {
		const { id, authUrl } = await ticket('facebook');
		const consent = String((await visit(authUrl)).headers.location);
		expect(await (await visit(consent)).body.text()).toContain('Bakery Page');
		const query = `ticket=${id}&answer=allow&accounts=Bakery+Page&accounts=Garden+Page`;
		const back = await visit(`/api/v1/oauth/facebook/callback?${query}`);
		const { body } = await pharlo.call('GET', `oauth/tickets/${id}`);
		expect(body.status).toBe('success');
		expect(body.connectionIds).toHaveLength(2);
		expect(back.headers.location).toBe(
			`https://your-app.com/channels/connected?connectionId=${String(body.connectionId)}`,
		);
		const { items } = (await pharlo.call('GET', 'connections?platform=facebook')).body;
		expect((items as Array<{ name: string }>).map(({ name }) => name)).toContain('Garden Page');
	});

	test('without names in the ticket, only the redirect brings the ID', async () => {
		pharlo.switch({ ticketNames: 'none' });
		const redirectUrl = 'https://your-app.com/connected?customer=42';
		const { body } = await pharlo.call('POST', 'oauth/tickets', {
			platform: 'youtube',
			redirectUrl,
		});
		const path = `oauth/tickets/${String(body.ticketId)}`;
		const query = `ticket=${String(body.ticketId)}&answer=allow&accounts=New+Channel`;
		const back = await visit(`/api/v1/oauth/youtube/callback?${query}`);
		const { connections } = pharlo.simulator.simulation.state;
		expect(back.headers.location).toBe(`${redirectUrl}&connectionId=${connections.at(-1)?.id}`);
		expect((await pharlo.call('GET', path)).body).toEqual({
			ticketId: body.ticketId,
			platform: 'youtube',
			status: 'success',
			expiresAt: body.expiresAt,
		});
	});

	test('denial and expiry', async () => {
		const denied = await ticket('youtube');
		await visit(`/api/v1/oauth/youtube/callback?ticket=${denied.id}&answer=deny`);
		expect((await pharlo.call('GET', `oauth/tickets/${denied.id}`)).body.status).toBe('failed');
		pharlo.switch({ ticketMinutes: 1 / 60_000 });
		const expired = await ticket('youtube');
		const body = await until('expiry', async () => {
			const response = await pharlo.call('GET', `oauth/tickets/${expired.id}`);
			return response.body.status === 'expired' ? response.body : undefined;
		});
		expect(body).not.toHaveProperty('connectionId');
		expect((await visit(expired.authUrl)).statusCode).toBe(410);
	});
});

describe('lengths are counted in characters, not in UTF-16 units', () => {
	// Consists of two UTF-16 units.
	const CLAPPING = '👏';

	test.each<[string, number, (text: string) => object]>([
		['title', 100, (title) => ({ title })],
		['description', 5000, (description) => ({ title: 'x', description })],
		['tags', 500, (tag) => ({ title: 'x', tags: [tag.slice(0, 20), tag.slice(20)] })],
	])('%s: %i', async (field, limit, payloadOf) => {
		const create = async (text: string) =>
			await pharlo.call('POST', 'assignments', { ...SAMPLE, payload: payloadOf(text) });
		expect((await create(CLAPPING.repeat(limit))).status).toBe(201);
		const message = `This value is too long. It should have ${limit} characters or less.`;
		expect(await create(CLAPPING.repeat(limit + 1))).toMatchObject({
			status: 400,
			body: { error: { details: { [field]: [message] } } },
		});
	});
});

test.each([
	['replace', { title: 'Other' }],
	['merge', { title: 'Other', privacy: 'public' }],
] as const)('an Update can %s the payload', async (payloadUpdate, expected) => {
	pharlo.switch({ payloadUpdate });
	const { id } = await pharlo.add('pending');
	await pharlo.call('PATCH', `assignments/${id}`, { payload: { title: 'Other' } });
	expect(pharlo.assignments[0]?.payload).toEqual(expected);
});

describe('credits', () => {
	test('an Update without enough credits changes nothing', async () => {
		const { id, payload } = await pharlo.add('pending');
		pharlo.simulator.simulation.state.credits = 1;
		const change = { payload: { title: 'Other' }, scheduledAt: '2036-04-26T18:00:00+03:00' };
		const { status, body } = await pharlo.call('PATCH', `assignments/${id}`, change);
		expect(status).toBe(402);
		expect(body).toMatchObject({ credits_required: 2, credits_balance: 1 });
		expect(pharlo.assignments[0]).toMatchObject({ payload, scheduledAt: null });
	});

	test('a failure refunds them once, and a final assignment cannot fail', async () => {
		const fail = async (id: string) =>
			(await fetch(`${pharlo.simulator.url}/simulator/assignments/${id}/fail`, { method: 'POST' }))
				.status;
		const { state } = pharlo.simulator.simulation;
		const { id } = (await pharlo.call('POST', 'assignments', SAMPLE)).body;
		expect([await fail(String(id)), await fail(String(id))]).toEqual([200, 409]);
		expect(state).toMatchObject({ credits: DEFAULTS.credits, creditsUsed: 0 });
		for (const status of ['published', 'cancelled'] as const) {
			expect(await fail((await pharlo.add(status)).id)).toBe(409);
		}
		expect(state.credits).toBe(DEFAULTS.credits);
	});

	test('the status page is notified of a new balance', async () => {
		const notified = once(pharlo.simulator.simulation, 'change', {
			signal: AbortSignal.timeout(2000),
		});
		await fetch(`${pharlo.simulator.url}/simulator/credits`, {
			method: 'PUT',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ credits: 7 }),
		});
		await expect(notified).resolves.toEqual([]);
		expect((await pharlo.call('GET', 'billing/status')).body.balance).toBe(7);
	});
});

test('a planned platform is only listed', async () => {
	pharlo.switch({ plannedPlatforms: true });
	const { items } = (await pharlo.call('GET', 'platforms')).body;
	expect(items).toHaveLength(3);
	expect(items).toContainEqual({
		slug: 'tiktok',
		name: 'TikTok',
		contentTypes: ['video'],
		hasCapabilities: false,
	});
	expect((await pharlo.call('GET', 'platforms/tiktok/capabilities')).status).toBe(404);
	expect((await pharlo.call('POST', 'oauth/tickets', { platform: 'tiktok' })).status).toBe(400);
	const [channel] = pharlo.simulator.simulation.state.connections;
	if (channel === undefined) throw new Error('No connection');
	channel.platform = 'tiktok';
	expect((await pharlo.call('POST', 'assignments', SAMPLE)).status).toBe(400);
});

test('callback URLs can be hidden', async () => {
	const callbackUrl = 'https://n8n.example.com/webhook/1';
	const { id } = await pharlo.add('pending', { callbackUrl });
	const path = `assignments/${id}`;
	expect((await pharlo.call('GET', path)).body).toMatchObject({ callbackUrl });
	pharlo.switch({ returnsCallbackUrl: false });
	for (const [method, at] of [
		['GET', path],
		['PATCH', path],
		['GET', 'assignments'],
	] as const) {
		const body = method === 'PATCH' ? { scheduledAt: '2036-01-01T10:00:00Z' } : undefined;
		const response = await pharlo.call(method, at, body);
		expect(response.status).toBe(200);
		expect(JSON.stringify(response.body)).toContain(id);
		expect(JSON.stringify(response.body)).not.toContain('callbackUrl');
	}
});

test('statistics, platforms, credits', async () => {
	const { id } = await pharlo.add('published');
	const stats = await pharlo.call('GET', `connections/${YOUTUBE}/channel-stats`);
	expect(stats.body).toMatchObject({ connectionId: YOUTUBE, platform: 'youtube', totalPosts: 1 });
	expect(
		(await pharlo.call('GET', `connections/${YOUTUBE}/posts/${id}/stats`)).body,
	).toHaveProperty('fetchedAt');
	expect((await pharlo.call('GET', 'platforms')).body.items).toHaveLength(2);
	expect((await pharlo.call('GET', 'platforms/tiktok/capabilities')).status).toBe(404);
	const { body, headers } = await pharlo.call('GET', 'billing/status');
	expect(body).toMatchObject({ balance: DEFAULTS.credits - 6, plan: 'growth' });
	expect(headers).not.toHaveProperty('x-credits-used');
});

test('serves the status page and health without a key, but not the API', async () => {
	const page = await request(`${pharlo.simulator.url}/`, { method: 'GET' });
	expect(await page.body.text()).toContain('<h1>Pharlo simulator</h1>');
	const response = await request(`${pharlo.simulator.url}/api/v1/assignments`, { method: 'GET' });
	expect(response.statusCode).toBe(401);
	await response.body.dump();
	const health = await request(`${pharlo.simulator.url}/api/v1/health`, { method: 'GET' });
	expect(await health.body.json()).toMatchObject({ status: 'ok' });
});

describe('flags', () => {
	const parse = (args: string[], env = {}) => parseOptions(args, env, () => undefined);

	test('override the environment, which overrides defaults', () => {
		const options = parse(['--port', '0', '--pace', '8'], {
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
	])('%s %s is invalid', (flag, value) => {
		expect(() => parse([flag, value])).toThrow(flag);
	});

	test('--help needs no other flags', () => {
		expect(parse(['--help'])).toBeUndefined();
	});
});
