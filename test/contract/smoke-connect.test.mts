import { freePort } from '../../tools/playground/ports.mts';
import type { SmokeOptions } from '../../tools/smoke/options.mts';
import type { Waits } from '../../tools/smoke/waits.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { smoke } from '../harness/smoke.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** Runs with --connect, and answers the consent as soon as the link is shown. */
async function connect(
	answer: 'allow' | 'deny' | undefined,
	more: Partial<SmokeOptions> = {},
	waits: Partial<Waits> = {},
) {
	let link: string | undefined;
	let browser: Promise<unknown> | undefined;
	const said: string[] = [];
	const say = (line: string): void => {
		said.push(line);
		const [url] = /http\S+authorize\S+/.exec(line) ?? [];
		if (url === undefined) return;
		link = url;
		const { searchParams } = new URL(url);
		const query = new URLSearchParams({ ticket: searchParams.get('ticket') ?? '' });
		if (answer === undefined) return;
		query.append('answer', answer);
		query.append('accounts', 'My New Channel');
		browser = fetch(`${pharlo.simulator.url}/api/v1/oauth/youtube/callback?${query}`);
	};
	const options = { connect: true, ...more };
	const run = await smoke(pharlo.simulator.url, options, { say }, { quietMs: 5000, ...waits });
	await browser;
	return { ...run, said: said.join('\n'), link };
}

async function receiver(): Promise<SmokeOptions['receiver']> {
	const port = await freePort();
	return { listen: { host: '127.0.0.1', port }, publicUrl: `http://127.0.0.1:${port}` };
}

test('tells what a ticket names before and after the user has agreed', async () => {
	const { code, row, report, link } = await connect('allow', { receiver: await receiver() });
	expect(code).toBe(0);
	expect(row('Answer of Create Link').answer).toBe('`ticketId`, `authUrl`, `expiresAt`');
	expect(row('Lifetime of a link').answer).toBe('15 minutes');
	expect(row('What a new ticket names').answer).toMatch(/^`pending`, with `ticketId`/);
	expect(row('What a ticket names at its end').answer).toMatch(
		/^`success`, with .*`connectionId`, `connectionIds`$/,
	);
	expect(row('What is added to the redirect address').answer).toBe('`connectionId`');
	const [ticket] = pharlo.simulator.simulation.state.tickets;
	for (const secret of [link, ticket?.id, 'My New Channel']) expect(report).not.toContain(secret);
});

test('does so if it names no connection', async () => {
	pharlo.switch({ ticketNames: 'none', ticketMinutes: 5 });
	const { row } = await connect('allow');
	expect(row('Lifetime of a link').answer).toBe('5 minutes');
	expect(row('What a ticket names at its end').answer).not.toContain('connection');
	expect(row('What is added to the redirect address')).toEqual({
		isSettled: false,
		answer: 'needs --public-url',
	});
});

test('does so if the user denies', async () => {
	const { row } = await connect('deny', { receiver: await receiver() });
	expect(row('What a ticket names at its end').answer).toMatch(/^`failed`, with .*`error`$/);
	expect(row('What is added to the redirect address').answer).toBe('`error`');
});

test('an unused link remains open when the time is over, and costs nothing', async () => {
	const { row, code, said } = await connect(undefined, {}, { connectMs: 50 });
	expect(code).toBe(0);
	expect(row('What a ticket names at its end')).toEqual({
		isSettled: false,
		answer: 'it was not used',
	});
	expect(said).toContain('Open this link');
	const writing = pharlo.requests.filter(({ method }) => method !== 'GET');
	expect(writing.map(({ method, path }) => `${method} ${path}`)).toEqual([
		'POST /api/v1/oauth/tickets',
	]);
	expect(row('What a request costs, by X-Credits-Used').answer).toContain(
		'POST oauth/tickets: not reported',
	);
});

test('without --connect there is no ticket', async () => {
	const { report } = await smoke(pharlo.simulator.url);
	expect(report).not.toContain('Create Link');
	expect(pharlo.simulator.simulation.state.tickets).toEqual([]);
});
