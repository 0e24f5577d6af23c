import type { INodeParameters } from 'n8n-workflow';

import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { runPharlo } from '../harness/engine.mts';
import { connection } from '../harness/parameters.mts';
import { EXPIRED, FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function run(resource: string, operation: string, parameters: INodeParameters = {}) {
	return await runPharlo({ resource, operation, ...parameters }, { credential: pharlo.credential });
}

describe('Connection', () => {
	test('Get Many sends its filters', async () => {
		const { items } = await run('connection', 'getAll', {
			returnAll: true,
			filters: {
				platform: 'youtube',
				includeInactive: true,
				organizationId: '0196f0a0-0000-7000-8000-000000000001',
			},
		});
		expect(pharlo.onlyRequest.query).toEqual({
			page: '1',
			limit: '50',
			platform: 'youtube',
			includeInactive: 'true',
			organizationId: '0196f0a0-0000-7000-8000-000000000001',
		});
		expect(items.map(({ json }) => json.name)).toEqual(['Demo Channel', 'Old Channel']);
	});

	test('Update sends the added fields, including false and empty values', async () => {
		const { items } = await run('connection', 'update', {
			connectionId: connection(YOUTUBE),
			updateFields: { isActive: false, externalId: '' },
		});
		expect(pharlo.onlyRequest.body).toEqual({ isActive: false, externalId: '' });
		expect(items[0]?.json).toMatchObject({ id: YOUTUBE, isActive: false, externalId: '' });
	});

	test.each([
		['={{ "true" }}', true],
		['={{ "false" }}', false],
		['={{ true }}', true],
	])('Active as %s is sent as %s', async (isActive, expected) => {
		await run('connection', 'update', {
			connectionId: connection(YOUTUBE),
			updateFields: { isActive },
		});
		expect(pharlo.onlyRequest.body).toEqual({ isActive: expected });
	});

	test('Active that is neither true nor false is invalid, and deactivates nothing', async () => {
		const { error } = await run('connection', 'update', {
			connectionId: connection(YOUTUBE),
			updateFields: { isActive: '={{ "yes please" }}' },
		});
		expect(error?.message).toBe("'Active' is neither true nor false");
		expect(pharlo.requests).toEqual([]);
	});

	test('Update without fields is invalid', async () => {
		const { error } = await run('connection', 'update', { connectionId: connection(YOUTUBE) });
		expect(error?.message).toBe("'Update Fields' is empty");
		expect(pharlo.requests).toEqual([]);
	});

	test('Refresh Token', async () => {
		const { items } = await run('connection', 'refreshToken', {
			connectionId: connection(YOUTUBE),
		});
		expect(items[0]?.json.id).toBe(YOUTUBE);
		const { error } = await run('connection', 'refreshToken', {
			connectionId: connection(EXPIRED),
		});
		expect(error?.message).toContain('reconnect the channel');
	});
});

describe('Connect Channel', () => {
	const link = (platform: string, redirectUrl = 'https://your-app.com/connected') => ({
		platform: { __rl: true, mode: 'list', value: platform } as INodeParameters,
		redirectUrl,
	});

	/** Completes the link as the user who opens it. */
	async function completeLink(ticketId: unknown, query: string): Promise<void> {
		const address = `${pharlo.simulator.url}/api/v1/oauth/x/callback?ticket=${String(ticketId)}&${query}`;
		await (await fetch(address, { redirect: 'manual' })).text();
	}

	async function createLink(platform: string) {
		const { items } = await run('connectChannel', 'createLink', link(platform));
		return items[0]?.json ?? {};
	}

	test('Create Link returns URL and expiry', async () => {
		const created = await createLink('youtube');
		expect(pharlo.onlyRequest.body).toEqual({
			platform: 'youtube',
			redirectUrl: 'https://your-app.com/connected',
		});
		expect(created).toEqual({
			ticketId: expect.any(String),
			authUrl: `${pharlo.simulator.url}/api/v1/oauth/youtube/authorize?ticket=${String(created.ticketId)}`,
			expiresAt: expect.stringMatching(/Z$/),
		});
	});

	test('an invalid redirect URL is rejected before any request', async () => {
		const { error } = await run('connectChannel', 'createLink', link('youtube', 'my app'));
		expect(error?.message).toContain("'Redirect URL' is 'my app'");
		expect(pharlo.requests).toEqual([]);
	});

	test('Get Status', async () => {
		const { ticketId } = await createLink('youtube');
		const status = async () =>
			(await run('connectChannel', 'getStatus', { ticketId: String(ticketId) })).items[0]?.json;
		expect(await status()).toMatchObject({ ticketId, status: 'pending' });
		await completeLink(ticketId, 'answer=deny');
		expect(await status()).toMatchObject({ ticketId, status: 'failed' });
	});

	test('Wait Until Connected returns each new connection, including several Facebook pages', async () => {
		const { ticketId, expiresAt } = await createLink('facebook');
		// The user completes the link after the first request.
		pharlo.simulator.simulation.once(
			'request',
			() => void completeLink(ticketId, 'answer=allow&accounts=Bakery+Page&accounts=Garden+Page'),
		);
		const { items } = await run('connectChannel', 'waitUntilConnected', {
			ticketId: String(ticketId),
			expiresAt: String(expiresAt),
			pollSeconds: 1,
		});
		expect(items.map(({ json }) => json.name)).toEqual(['Bakery Page', 'Garden Page']);
		expect(items.every(({ json }) => json.platform === 'facebook' && json.id !== FACEBOOK)).toBe(
			true,
		);
		const checks = pharlo.requests.filter(({ path }) => path.includes('/oauth/tickets/'));
		expect(checks).toHaveLength(2);
		expect(pharlo.requests.at(-1)?.path).toBe('/api/v1/connections');
	});

	test('a transient error and an unknown status do not end the wait', async () => {
		const { ticketId, expiresAt } = await createLink('youtube');
		pharlo.requests.length = 0;
		const [ticket] = pharlo.simulator.simulation.state.tickets;
		if (ticket === undefined) throw new Error('No ticket');
		Object.assign(ticket, { status: 'authorizing' });
		const { simulation } = pharlo.simulator;
		simulation.settings.chaos = { ...NO_CHAOS, rate: 1, kinds: ['serverError'] };
		simulation.on('request', onRequest);
		function onRequest(): void {
			// The first check takes three tries; the second one gets an unknown status.
			if (pharlo.requests.length === 4) simulation.settings.chaos = { ...NO_CHAOS };
			if (pharlo.requests.length < 5) return;
			simulation.off('request', onRequest);
			Object.assign(ticket ?? {}, { status: 'pending' });
			void completeLink(ticketId, 'answer=allow&accounts=Second+Channel');
		}
		const { items, error } = await run('connectChannel', 'waitUntilConnected', {
			ticketId: String(ticketId),
			expiresAt: String(expiresAt),
			pollSeconds: 1,
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.name)).toEqual(['Second Channel']);
	});

	test.each([
		[
			'denied',
			async (id: unknown) => await completeLink(id, 'answer=deny'),
			'The channel was not connected: The user denied access',
		],
		['expired', async () => await Promise.resolve(), 'The link to connect the channel has expired'],
	])('a link that is %s is an error with instructions', async (_name, act, message) => {
		const { ticketId } = await createLink('youtube');
		await act(ticketId);
		const { error } = await run('connectChannel', 'waitUntilConnected', {
			ticketId: String(ticketId),
			expiresAt: new Date(Date.now() + 300).toISOString(),
		});
		expect(error?.message).toBe(`${message}`);
		expect(error?.description).toContain('Create Link');
	});
});

describe('Webhook Delivery, Statistics, Account, Platform', () => {
	test('deliveries by status', async () => {
		const { items } = await run('webhookDelivery', 'getAll', { filters: { status: 'failed' } });
		expect(pharlo.onlyRequest.query).toEqual({ page: '1', limit: '50', status: 'failed' });
		expect(items).toEqual([]);
	});

	test('statistics use the assignment’s ID', async () => {
		const { id } = await pharlo.add('published');
		const { items } = await run('statistics', 'getPost', {
			connectionId: connection(YOUTUBE),
			assignmentId: id,
		});
		expect(items[0]?.json).toMatchObject({ assignmentId: id, views: 100 });
	});

	test('an expired token is reported', async () => {
		const { error } = await run('statistics', 'getChannel', { connectionId: connection(EXPIRED) });
		expect(error?.message).toContain('Connection token has expired');
	});

	test('credits', async () => {
		const { items } = await run('account', 'getCreditStatus');
		expect(items[0]?.json).toMatchObject({ plan: 'growth', balance: 100_000 });
	});

	test('platforms, one item each', async () => {
		const { items } = await run('platform', 'getAll');
		expect(items.map(({ json }) => json.slug)).toEqual(['youtube', 'facebook']);
	});

	test('capabilities unchanged', async () => {
		pharlo.switch({ capabilities: 'junk' });
		const { items } = await run('platform', 'getCapabilities', {
			platform: { __rl: true, mode: 'slug', value: 'facebook' } as INodeParameters,
		});
		expect(items[0]?.json).toEqual({
			platform: 'facebook',
			capabilities: 'see the documentation',
			version: [3, 1],
		});
	});
});
