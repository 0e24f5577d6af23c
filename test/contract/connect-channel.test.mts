import type { IDataObject } from 'n8n-workflow';

import type { pause as Pause } from '../../nodes/Pharlo/transport/throttle.ts';
import type { NodeResult } from '../harness/engine.mts';
import { Owners, UNNAMED } from '../harness/owners.mts';
import { EXPIRED, FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

// A wait looks again at once, so that many of them can be tried.
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<{ pause: typeof Pause }>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async () => await new Promise((resolve) => setImmediate(resolve)),
}));

let pharlo: Pharlo;
let owners: Owners;
beforeAll(async () => {
	pharlo = await Pharlo.start();
	owners = new Owners(pharlo);
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const names = ({ items }: NodeResult) => items.map(({ json }) => json.name);
const outcomeOf = (result: NodeResult) => ({
	names: names(result),
	message: result.error?.message,
});

describe.each(['connection', 'none'] as const)(
	'two open tickets, in a Pharlo whose tickets name: %s',
	(ticketNames) => {
		beforeEach(() => pharlo.switch({ ticketNames }));

		test.each([
			['the first', [0, 1]],
			['the second', [1, 0]],
		])('%s owner allows it first', async (_name, order) => {
			const tickets = [
				await owners.createLink('youtube'),
				await owners.createLink('youtube'),
			] as const;
			const ids: string[] = [];
			for (const index of order) {
				ids[index] = await owners.consentId(tickets[index === 0 ? 0 : 1], `Channel ${index}`);
			}
			for (const [index, ticket] of tickets.entries()) {
				const own = { names: [`Channel ${index}`], message: undefined };
				expect(outcomeOf(await owners.waitAfterRedirect(ticket, ids[index]))).toEqual(own);
				expect(outcomeOf(await owners.wait(ticket))).toEqual(
					ticketNames === 'connection' ? own : { names: [], message: UNNAMED },
				);
			}
		});

		test.each([
			['unknown', 'b3d7', 'b3d7', 'which Pharlo does not list'],
			[
				'of another platform',
				FACEBOOK,
				`Demo Page (facebook, ID ${FACEBOOK})`,
				'which is of facebook, but the link was for youtube',
			],
			[
				'older than the link',
				YOUTUBE,
				`Demo Channel (youtube, ID ${YOUTUBE})`,
				'which existed before the link was made',
			],
		])('an ID that is %s is rejected, also among others', async (_name, id, described, reason) => {
			const ticket = await owners.createLink('youtube');
			const own = await owners.consentId(ticket, 'New Channel');
			const named = `but the link has connected New Channel (youtube, ID ${own})`;
			for (const given of [id, [own, id]]) {
				const { items, error } = await owners.waitAfterRedirect(ticket, given);
				expect(items).toEqual([]);
				expect(error?.message).toBe(
					`'Connection ID' is ${described}, ${ticketNames === 'connection' ? named : reason}`,
				);
				expect(error?.description).toContain('Anybody who has the link can change the ID');
			}
		});

		test.each<[string, (ids: string[]) => string | string[]]>([
			['a text with commas', (ids) => ids.join(', ')],
			['a parameter that is repeated', (ids) => ids],
		])('several IDs in %s are all returned', async (_name, format) => {
			const ticket = await owners.createLink('facebook');
			await owners.consent(ticket, 'Bakery Page', 'Garden Page');
			const ids = ['Bakery Page', 'Garden Page'].map((name) => owners.stored(name).id);
			const result = await owners.waitAfterRedirect(ticket, format(ids));
			expect(names(result)).toEqual(['Bakery Page', 'Garden Page']);
		});
	},
);

test('where nothing names the connection, the error lists the candidates', async () => {
	pharlo.switch({ ticketNames: 'none' });
	const [mine, theirs] = [await owners.createLink('youtube'), await owners.createLink('youtube')];
	await owners.consent(await owners.createLink('facebook'), 'Bakery Page');
	const other = await owners.consentId(theirs, 'Theirs');
	const own = await owners.consentId(mine, 'Mine');
	const { error } = await owners.wait(mine);
	expect(error?.message).toBe(UNNAMED);
	expect(error?.description).toBe(
		`New since the link was made: Theirs (youtube, ID ${other}); Mine (youtube, ID ${own}). ` +
			'Find out which one it is with Connection → Get Many. ' +
			"For the next link, let it return to this workflow and use 'Connection ID'.",
	);
});

test.each<[IDataObject[string], string]>([
	[undefined, 'is empty'],
	[null, 'is empty'],
	['', 'is empty'],
	[' ', 'is empty'],
	[[], 'is empty'],
	['a1,,a2', 'is empty'],
	[['a1', ''], 'is empty'],
	[{ id: 'a1' }, 'is not an ID'],
	[true, 'is not an ID'],
	['[object Object]', 'is empty'],
])('Connection ID given as %j %s, and nothing is sent', async (value, problem) => {
	const ticket = { ticketId: 't1', expiresAt: '2036-01-01T00:00:00Z' };
	const { error, items } = await owners.waitAfterRedirect(ticket, value);
	expect(error?.message).toBe(`'Connection ID' ${problem}`);
	expect(items).toEqual([]);
	expect(pharlo.requests).toEqual([]);
});

test('Connection ID that was added and left empty is rejected as well', async () => {
	const ticket = { ticketId: 't1', expiresAt: '2036-01-01T00:00:00Z' };
	const { error } = await owners.wait(ticket, { connectionId: '' });
	expect(error?.message).toBe("'Connection ID' is empty");
	expect(pharlo.requests).toEqual([]);
});

test('another customer’s ID is rejected where the ticket names its own', async () => {
	const [mine, theirs] = [await owners.createLink('youtube'), await owners.createLink('youtube')];
	const own = await owners.consentId(mine, 'Mine');
	const other = await owners.consentId(theirs, 'Theirs');
	const { error, items } = await owners.waitAfterRedirect(mine, other);
	expect(error?.message).toBe(
		`'Connection ID' is Theirs (youtube, ID ${other}), but the link has connected Mine (youtube, ID ${own})`,
	);
	expect(items).toEqual([]);
});

test('every page that the ticket names is returned, although the redirect brings one', async () => {
	const ticket = await owners.createLink('facebook');
	const id = await owners.consentId(ticket, 'Bakery Page', 'Garden Page');
	expect(names(await owners.waitAfterRedirect(ticket, id))).toEqual(['Bakery Page', 'Garden Page']);
});

test('a connection that the ticket names is returned although it is inactive', async () => {
	const ticket = await owners.createLink('youtube');
	await owners.consent(ticket, 'New Channel');
	owners.stored('New Channel').isActive = false;
	expect(names(await owners.wait(ticket))).toEqual(['New Channel']);
});

test('a connection that the ticket names is returned although it is not listed yet', async () => {
	const ticket = await owners.createLink('youtube');
	const id = await owners.consentId(ticket, 'New Channel');
	owners.stored('New Channel').id = 'another';
	const { items } = await owners.wait(ticket);
	expect(items.map(({ json }) => json)).toEqual([{ id }]);
});

describe('a channel that was connected before, where the ticket names none', () => {
	beforeEach(() => pharlo.switch({ ticketNames: 'none' }));

	test('its ID is rejected, because nothing shows that it was connected again', async () => {
		const ticket = await owners.createLink('youtube');
		expect(await owners.consentId(ticket, 'Demo Channel')).toBe(YOUTUBE);
		const { error } = await owners.waitAfterRedirect(ticket, YOUTUBE);
		expect(error?.message).toBe(
			`'Connection ID' is Demo Channel (youtube, ID ${YOUTUBE}), which existed before the link was made`,
		);
		expect((await owners.wait(ticket)).error?.description).toContain(
			'No new connection of its platform',
		);
	});

	test.each(['updatedAt', 'tokenUpdatedAt', 'connectedAt'])('%s shows it', async (key) => {
		const ticket = await owners.createLink('youtube');
		await owners.consent(ticket, 'Demo Channel');
		Object.assign(owners.stored('Demo Channel'), { [key]: pharlo.simulator.simulation.now() });
		expect(names(await owners.waitAfterRedirect(ticket, YOUTUBE))).toEqual(['Demo Channel']);
	});
});

describe('Accept New Connections', () => {
	beforeEach(() => pharlo.switch({ ticketNames: 'none' }));

	test('returns new connections of the platform, and no others', async () => {
		const ticket = await owners.createLink('youtube');
		await owners.consent(await owners.createLink('facebook'), 'Bakery Page');
		await owners.consent(ticket, 'New Channel');
		expect(names(await owners.wait(ticket, { acceptNew: true }))).toEqual(['New Channel']);
	});

	test('does not return what was connected before the wait, if the link was pending then', async () => {
		// The link was made up to ten minutes ago, as far as its expiry tells.
		pharlo.switch({ ticketMinutes: 5 });
		const ticket = await owners.createLink('youtube');
		const { simulation } = pharlo.simulator;
		await owners.consent(await owners.createLink('youtube'), 'Earlier Channel');
		const earlier = new Date(Date.now() - 60_000).toISOString();
		owners.stored('Earlier Channel').createdAt = earlier;
		pharlo.requests.length = 0;
		simulation.once('request', () => void owners.consent(ticket, 'New Channel'));
		expect(names(await owners.wait(ticket, { acceptNew: true }))).toEqual(['New Channel']);
	});

	test('is of no use if the platform is not known and there are several', async () => {
		const ticket = await owners.createLink('youtube');
		await owners.consent(await owners.createLink('facebook'), 'Bakery Page');
		await owners.consent(ticket, 'New Channel');
		const [link] = pharlo.simulator.simulation.state.tickets;
		Object.assign(link ?? {}, { platform: '' });
		const { error, items } = await owners.wait(ticket, { acceptNew: true });
		expect(items).toEqual([]);
		expect(error?.message).toBe(UNNAMED);
		expect(error?.description).toMatch(/Bakery Page \(facebook, .*New Channel \(youtube, /);
		owners.stored('Bakery Page').createdAt = '2026-01-01T00:00:00Z';
		expect(names(await owners.wait(ticket, { acceptNew: true }))).toEqual(['New Channel']);
	});

	test('is no substitute for a Connection ID', async () => {
		const ticket = await owners.createLink('youtube');
		const { error } = await owners.wait(ticket, {
			acceptNew: true,
			connectionId: '={{ $json.missing }}',
		});
		expect(error?.message).toBe("'Connection ID' is empty");
		await owners.consent(await owners.createLink('youtube'), 'Theirs');
		const id = await owners.consentId(ticket, 'Mine');
		expect(names(await owners.wait(ticket, { acceptNew: true, connectionId: id }))).toEqual([
			'Mine',
		]);
		const old = await owners.wait(ticket, { acceptNew: true, connectionId: EXPIRED });
		expect(old.error?.message).toContain('is of facebook, but the link was for youtube');
	});
});

describe('Create Link with a redirect URL that has a query', () => {
	const TOKEN = 'f'.repeat(64);
	const OWN_PAGE = 'https://your-app.com/connected?customer=42&plan=a%20b';

	test.each([
		[OWN_PAGE, OWN_PAGE],
		['={{ $execution.resumeUrl }}', `http://127.0.0.1/webhook-waiting/1?signature=${TOKEN}`],
	])('%s comes back with its query and the ID', async (redirectUrl, sent) => {
		const ticket = await owners.createLink('youtube', redirectUrl, TOKEN);
		expect(pharlo.onlyRequest.body).toEqual({ platform: 'youtube', redirectUrl: sent });
		const back = await owners.consent(ticket, 'New Channel');
		expect(Object.fromEntries(back.searchParams)).toEqual({
			...Object.fromEntries(new URL(sent).searchParams),
			connectionId: owners.stored('New Channel').id,
		});
	});
});
