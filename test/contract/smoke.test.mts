import { CAPABILITY_SHAPES } from '../../tools/simulator/capabilities.mts';
import { PROBE_CREDITS } from '../../tools/smoke/run.mts';
import { answering } from '../harness/answering.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { smoke } from '../harness/smoke.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => {
	pharlo.reset();
	pharlo.switch({ errors: 'nested', capabilities: 'list' });
});

const run = async () => await smoke(pharlo.simulator.url);

describe('without --publish', () => {
	test('sends only GET requests, and costs no more than announced', async () => {
		const { state } = pharlo.simulator.simulation;
		await pharlo.add('published');
		await pharlo.add('failed');
		const before = state.credits;
		const { code, said } = await run();
		expect(code).toBe(0);
		expect(new Set(pharlo.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
		expect(pharlo.assignments.map(({ status }) => status)).toEqual(['failed', 'published']);
		const used = before - state.credits;
		expect(said).toContain(`at most ${PROBE_CREDITS} credits`);
		expect(said).toContain(`Credits used, according to the responses: ${used}.`);
		expect(used).toBeGreaterThan(0);
		expect(used).toBeLessThanOrEqual(PROBE_CREDITS);
	});

	test('the report contains neither the key nor private data', async () => {
		await pharlo.add('published', { externalId: 'my-row-7' });
		const { report, said } = await run();
		expect(said + report).not.toContain(pharlo.credential.apiKey);
		const { connections, assignments } = pharlo.simulator.simulation.state;
		const names = connections.flatMap(({ id, name }) => [id, name]);
		const own = assignments.flatMap(({ id, payload }) => [id, String(payload.title), 'my-row-7']);
		for (const value of [...names, ...own]) expect(report).not.toContain(value);
	});
});

describe('the table reflects the settings of the simulator', () => {
	test.each([
		['nested', /nested: `error` contains `message`/],
		['flat', /flat: `error` is a string/],
	] as const)('error bodies: %s', async (errors, expected) => {
		pharlo.switch({ errors });
		const { row } = await run();
		expect(row('Error body for an invalid key').answer).toMatch(/^HTTP 401/);
		expect(row('Error body for an invalid key').answer).toMatch(expected);
		expect(row('Error body for an invalid value').answer).toMatch(expected);
		expect(row('Error body for an unknown ID').answer).toBe(
			'HTTP 404, flat: `error` is a string, other keys: none; parsed as "Assignment not found"',
		);
	});

	const kinds = { list: 'a list of fields', map: 'a map of fields', schema: 'a JSON Schema' };
	test.each(CAPABILITY_SHAPES)('capabilities: %s', async (capabilities) => {
		pharlo.switch({ capabilities });
		const { row } = await run();
		const { isSettled, answer } = row('Shape of the capabilities: youtube');
		const kind = kinds[capabilities.replace('flat-', '') as keyof typeof kinds];
		expect(isSettled).toBe(capabilities !== 'junk');
		expect(answer).toMatch(capabilities === 'junk' ? 'unknown' : kind);
		if (capabilities === 'junk') return;
		expect(answer).toMatch(
			capabilities.startsWith('flat-') ? 'not by content type' : 'for each content type',
		);
		expect(row('Payload form derived from the capabilities: youtube').answer).toMatch(
			/^video title, description/,
		);
	});

	test('with an empty account, some questions remain open', async () => {
		const { row, report } = await run();
		expect(row('Keys of post statistics').isSettled).toBe(false);
		expect(row('Error details of a failed assignment').isSettled).toBe(false);
		expect(row('Envelope of assignments')).toEqual({
			isSettled: true,
			answer: '`items`, `total`, `page`, `limit`',
		});
		expect(report).toMatch(/^\d+ of \d+ questions settled/m);
	});

	test('with a full account, they are settled', async () => {
		for (let hour = 10; hour < 24; hour++) {
			await pharlo.add('pending', { createdAt: `2026-04-01T${hour}:00:00Z` });
		}
		await pharlo.add('failed', { createdAt: '2026-04-02T00:00:00Z' });
		await pharlo.add('published', { createdAt: '2026-04-03T00:00:00Z' });
		const { row } = await run();
		expect(row('Order of assignments').answer).toBe('newest first');
		expect(row('Error details of a failed assignment').answer).toBe('list of `code`, `message`');
		expect(row('Keys of post statistics').answer).toContain('`fetchedAt`');
		expect(row('Format of IDs and times').answer).toBe('UUID; UTC time with Z, to the second');
		expect(row('Keys of a listed assignment besides the seven documented ones').answer).toContain(
			'`platformUrl`',
		);
		const { answer } = row('What a request costs, by X-Credits-Used');
		expect(answer).toContain('GET connections/{id}/channel-stats: 3');
		expect(answer).toContain('GET billing/status: not reported');
	});
});

describe('an unexpected API', () => {
	const server = async (body: string, headers: Record<string, string> = {}, status = 200) =>
		await answering((_request, response) => response.writeHead(status, headers).end(body));

	test.each([
		['a web page', '<html>Soon</html>'],
		['nothing', ''],
		['a bare list', '[{"id":"1"}]'],
		['numbers instead of strings', '{"items":[{"id":7,"slug":7,"createdAt":7}],"error":7}'],
	])('%s as every response is reported without a crash', async (_name, body) => {
		const other = await server(body);
		const { code, report } = await smoke(other.url);
		await other.close();
		expect(code).toBe(0);
		expect(report).toContain('questions settled');
	});

	test('rate limits and request IDs are detected', async () => {
		const other = await server('{}', { 'X-RateLimit-Remaining': '99', 'X-Request-Id': 'r1' });
		const { row } = await smoke(other.url);
		await other.close();
		expect(row('Headers about rate limits').answer).toBe('`x-ratelimit-remaining`');
		expect(row('Headers with a request ID').answer).toBe('`x-request-id`');
	});

	test('a key that a response repeats is hidden', async () => {
		const other = await server(`{"items":[{"slug":"${pharlo.credential.apiKey}"}]}`);
		const { report, said } = await smoke(other.url);
		await other.close();
		expect(report).toContain('[hidden]');
		expect(report + said).not.toContain(pharlo.credential.apiKey);
	});

	test('with an invalid key, no further requests are sent', async () => {
		const { code, said, report } = await smoke(pharlo.simulator.url, { apiKey: 'ds_live_wrong' });
		expect({ code, report }).toEqual({ code: 1, report: '' });
		expect(said).toContain('does not accept this key: HTTP 401');
		expect(pharlo.onlyRequest.path).toBe('/api/v1/billing/status');
	});
});
