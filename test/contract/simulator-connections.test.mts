import type { Connection } from '../../tools/simulator/state.mts';
import { SAMPLE } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const YESTERDAY = '2026-01-01T00:00:00Z';
const DAY_MS = 86_400_000;

function connection(name: string): Connection {
	const found = pharlo.simulator.simulation.state.connections.find((one) => one.name === name);
	if (found === undefined) throw new Error(`No connection ${name}`);
	return found;
}

async function refresh(id: string) {
	return await pharlo.call('POST', `connections/${id}/refresh-token`);
}

const daysLeft = (tokenExpiresAt: unknown) =>
	(Date.parse(String(tokenExpiresAt)) - Date.now()) / DAY_MS;

describe('refreshing a token', () => {
	test('an expired one is renewed with the refresh token, and publishing works again', async () => {
		connection('Demo Channel').tokenExpiresAt = YESTERDAY;
		expect((await pharlo.call('POST', 'assignments', SAMPLE)).status).toBe(422);
		const { status, body } = await refresh(YOUTUBE);
		expect(status).toBe(200);
		expect(daysLeft(body.tokenExpiresAt)).toBeGreaterThan(59);
		expect((await pharlo.call('POST', 'assignments', SAMPLE)).status).toBe(201);
	});

	test('an invalid refresh token fails, costs nothing, and needs a new consent', async () => {
		const { id } = connection('Holiday Page');
		const { credits } = pharlo.simulator.simulation.state;
		expect(await refresh(id)).toMatchObject({
			status: 422,
			body: { error: 'Refresh token is no longer valid, reconnect the channel' },
		});
		expect(pharlo.simulator.simulation.state.credits).toBe(credits);

		const consented = await pharlo.call('POST', 'oauth/tickets', { platform: 'facebook' });
		const query = `ticket=${String(consented.body.ticketId)}&answer=allow&accounts=Holiday+Page`;
		await (await fetch(`${pharlo.simulator.url}/api/v1/oauth/facebook/callback?${query}`)).text();
		expect((await refresh(id)).status).toBe(200);
		expect(daysLeft(connection('Holiday Page').tokenExpiresAt)).toBeGreaterThan(59);
	});

	test('the expiry never moves to an earlier time', async () => {
		const late = new Date(Date.now() + 90 * DAY_MS).toISOString().replace(/\.\d+/, '');
		const demo = connection('Demo Channel');
		const before = Date.parse(demo.tokenExpiresAt);
		await refresh(YOUTUBE);
		expect(Date.parse(demo.tokenExpiresAt)).toBeGreaterThanOrEqual(before);
		demo.tokenExpiresAt = late;
		await refresh(YOUTUBE);
		expect(demo.tokenExpiresAt).toBe(late);
	});
});

test('the state of a refresh token is never exposed', async () => {
	const { id } = connection('Holiday Page');
	const responses = [
		await pharlo.call('GET', 'connections?includeInactive=true'),
		await pharlo.call('GET', `connections/${id}`),
		await pharlo.call('PATCH', `connections/${id}`, { name: 'Other' }),
		await refresh(YOUTUBE),
	];
	for (const { status, body } of responses) {
		expect(status).toBe(200);
		expect(JSON.stringify(body)).not.toContain('canRefresh');
	}
});

test('a token can be made to expire, temporarily or permanently', async () => {
	const control = async (body: object) =>
		await fetch(`${pharlo.simulator.url}/simulator/connections/${YOUTUBE}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	expect((await control({ tokenExpiresAt: YESTERDAY })).status).toBe(200);
	expect(connection('Demo Channel')).toMatchObject({
		tokenExpiresAt: YESTERDAY,
		canRefresh: true,
	});
	await control({ canRefresh: false });
	expect((await refresh(YOUTUBE)).status).toBe(422);
	expect((await control({ tokenExpiresAt: 'soon' })).status).toBe(400);
});
