import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { ROOT } from '../../tools/playground/paths.mts';
import type { RequestKind } from '../../tools/simulator/chaos/settings.mts';
import { PUBLISH_CREDITS } from '../../tools/smoke/publish.mts';
import { answering } from '../harness/answering.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { smoke } from '../harness/smoke.mts';

let pharlo: Pharlo;
/** Functions that remove the listeners of a test. */
const cleanups: Array<() => void> = [];
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => {
	for (const end of cleanups.splice(0)) end();
	pharlo.reset();
	disturb(0);
	pharlo.switch({ repeatedKey: '200', errors: 'nested' });
});

const publish = { publish: true };
const userAnswering = (answer: string, first: () => void = () => undefined) => ({
	ask: async () => {
		first();
		return answer;
	},
});
const writing = () => pharlo.requests.filter(({ method }) => method !== 'GET');

function disturb(rate: number, ...kinds: RequestKind[]): void {
	const { chaos } = pharlo.simulator.simulation.settings;
	pharlo.switch({ chaos: { ...chaos, rate, ...(kinds.length > 0 ? { kinds } : {}) } });
}

/** Calls a function after the first request with this method. */
function onFirst(method: string, act: () => void): void {
	let isDone = false;
	const end = pharlo.onRequest((request) => {
		if (isDone || request.method !== method) return;
		isDone = true;
		act();
	});
	cleanups.push(end);
}

test('tells whether an update keeps the rest of the payload, and the video stays private', async () => {
	pharlo.switch({ payloadUpdate: 'merge' });
	const { row } = await smoke(pharlo.simulator.url, publish, userAnswering('yes'));
	expect(row('Update with a partial payload').answer).toBe('merged: the rest is kept');
	expect(pharlo.assignments[0]?.payload.privacy).toBe('private');
});

test('creates a private video far ahead once, and cancels it', async () => {
	const before = pharlo.simulator.simulation.state.credits;
	const { code, row, said } = await smoke(pharlo.simulator.url, publish, userAnswering('yes'));
	expect(code).toBe(0);
	expect(pharlo.assignments).toHaveLength(1);
	expect(pharlo.assignments[0]).toMatchObject({
		status: 'cancelled',
		connectionId: YOUTUBE,
		type: 'video',
		payload: { privacy: 'private' },
	});
	const days = (Date.parse(String(pharlo.assignments[0]?.scheduledAt)) - Date.now()) / 86_400_000;
	expect(days).toBeGreaterThan(29);
	expect(row('Format of the returned scheduled time').answer).toBe('in UTC, with Z');
	expect(row('Update with a partial payload').answer).toBe('replaced: the rest is removed');
	expect(row('Response to Cancel').answer).toBe('HTTP 204 without a body');
	expect(row('Status after Cancel').answer).toBe('`cancelled`');
	expect(row('Error body for an operation that the status does not allow').answer).toMatch(
		/^HTTP 409, flat/,
	);
	expect(said).toContain(`at most ${PUBLISH_CREDITS} credits`);
	const [, read = 0] = /at most (\d+) credits at/.exec(said)?.map(Number) ?? [];
	expect(before - pharlo.simulator.simulation.state.credits).toBeLessThanOrEqual(
		PUBLISH_CREDITS + read,
	);
});

test.each([
	['200', 'HTTP 200 with the existing assignment'],
	['201', 'HTTP 201 with the existing assignment'],
	['409', 'HTTP 409, a conflict'],
] as const)('reports the response %s to a repeated key', async (repeatedKey, expected) => {
	pharlo.switch({ repeatedKey });
	const { row } = await smoke(pharlo.simulator.url, publish, userAnswering('y'));
	expect(row('A repeated idempotency key')).toEqual({ isSettled: true, answer: expected });
});

test('if the key is ignored, both assignments are cancelled', async () => {
	onFirst('POST', () => pharlo.assignments.forEach((one) => (one.idempotencyKey = null)));
	const { code, row } = await smoke(pharlo.simulator.url, publish, userAnswering('y'));
	expect(row('A repeated idempotency key').answer).toContain('A SECOND ASSIGNMENT');
	expect(pharlo.assignments.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
	expect(code).toBe(0);
});

describe('sends no write request', () => {
	test.each(['', 'n', 'no', 'yesterday'])('if the user answers "%s"', async (answer) => {
		const { code, said } = await smoke(pharlo.simulator.url, publish, userAnswering(answer));
		expect(code).toBe(0);
		expect(said).toContain('Nothing was published.');
		expect(writing()).toEqual([]);
	});

	test('without a terminal, nor any read request', async () => {
		const { code, said } = await smoke(pharlo.simulator.url, publish);
		expect(code).toBe(1);
		expect(said).toContain('add --yes');
		expect(pharlo.requests).toEqual([]);
	});

	test('if the connection is not a YouTube channel', async () => {
		const options = { ...publish, yes: true, connectionId: FACEBOOK };
		const { code, said } = await smoke(pharlo.simulator.url, options);
		expect(code).toBe(1);
		expect(said).toContain('is not a YouTube connection');
		expect(writing()).toEqual([]);
	});
});

describe('cancels the assignment in any case', () => {
	test('if the response to Create is lost', async () => {
		const loseResponse = userAnswering('y', () => disturb(1, 'resetAfter'));
		onFirst('POST', () => disturb(0));
		const { code, row } = await smoke(pharlo.simulator.url, publish, loseResponse);
		expect(row('Response to Create').isSettled).toBe(false);
		expect(pharlo.assignments.map(({ status }) => status)).toEqual(['cancelled']);
		expect(code).toBe(0);
	});

	test('if the first attempt to cancel fails', async () => {
		onFirst('PATCH', () => disturb(1, 'serverError'));
		onFirst('DELETE', () => disturb(0));
		const { code } = await smoke(pharlo.simulator.url, publish, userAnswering('y'));
		expect(pharlo.assignments.map(({ status }) => status)).toEqual(['cancelled']);
		expect(code).toBe(0);
	});

	test('if the user aborts in the middle', async () => {
		const stop = new AbortController();
		onFirst('POST', () => stop.abort());
		const terminal = { ...userAnswering('y'), signal: stop.signal };
		await smoke(pharlo.simulator.url, publish, terminal);
		expect(pharlo.assignments.map(({ status }) => status)).toEqual(['cancelled']);
		expect(writing().map(({ method }) => method)).toEqual(['POST', 'DELETE', 'DELETE']);
	});

	test('warns if it cannot be cancelled', async () => {
		onFirst('PATCH', () => pharlo.assignments.forEach((one) => (one.status = 'processing')));
		const { code, said } = await smoke(pharlo.simulator.url, publish, userAnswering('y'));
		expect(code).toBe(1);
		const [assignment] = pharlo.assignments;
		expect(said).toContain(`WARNING: Assignment ${assignment?.id} could NOT be cancelled`);
		expect(said).toContain(`Look for "${assignment?.externalId}" in Pharlo's console`);
	});

	test('leaves other assignments alone if the filter is ignored', async () => {
		const calls: string[] = [];
		const list = { items: [{ id: 'a1', status: 'pending', externalId: 'somebody', payload: {} }] };
		const connections = { items: [{ id: 'c1', platform: 'youtube' }], platform: 'youtube' };
		const other = await answering((request, response) => {
			calls.push(`${request.method} ${request.url}`);
			if (request.method === 'POST') return void response.writeHead(502).end();
			response.end(JSON.stringify(request.url?.includes('connections') ? connections : list));
		});
		const { code, said } = await smoke(other.url, { ...publish, yes: true });
		await other.close();
		expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
		expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
		expect(code).toBe(1);
		expect(said).toContain('The response to Create was lost');
	});
});

describe('the command-line program', () => {
	const start = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
		const child = spawn(
			process.execPath,
			['--import', 'tsx', join(ROOT, 'tools/smoke/main.mts'), ...args],
			{
				cwd: ROOT,
				env: { ...process.env, ...env },
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		const texts = { out: '', err: '' };
		child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
		const code = await new Promise((resolve) => child.once('close', resolve));
		return { code, ...texts };
	};

	test('prints only the report to stdout, and gets the key from the environment', async () => {
		const { apiKey } = pharlo.credential;
		const env = { PHARLO_API_KEY: apiKey };
		const { code, out, err } = await start(['--base-url', pharlo.simulator.url], env);
		expect(code).toBe(0);
		expect(out).toMatch(/^### Responses of http/);
		expect(err).toContain('at most');
		expect(out + err).not.toContain(apiKey);
		expect(writing()).toEqual([]);
	});

	test('does not publish without a terminal', async () => {
		const args = ['--key', pharlo.credential.apiKey, '--base-url', pharlo.simulator.url];
		const { code, err } = await start([...args, '--publish']);
		expect(code).toBe(1);
		expect(err).toContain('add --yes');
		expect(pharlo.requests).toEqual([]);
	});

	test.each([
		[[], 'PHARLO_API_KEY'],
		[['--key', 'two words'], 'contains invalid characters'],
		[['ds_live_0123456789abcdef'], '[hidden]'],
		[['--key', 'k', '--base-url', 'ftp://x'], 'Base URL'],
		[['--key', 'k', '--publish', '--listen', '8080'], 'belong together'],
		[['--key', 'k', '--listen', '8080', '--public-url', 'https://example.com'], 'needs --publish'],
		[['--key', 'k', '--publish', '--listen', 'x', '--public-url', 'https://example.com'], 'a port'],
		[
			['--key', 'k', '--publish', '--listen', '1', '--public-url', 'http://10.0.0.1'],
			'cannot reach',
		],
		[
			['--key', 'k', '--publish', '--listen', '1', '--public-url', 'https://u:p@x.org'],
			'an address',
		],
	])('rejects %j', async (args, expected) => {
		const { code, err } = await start(args, { PHARLO_API_KEY: undefined });
		expect(code).toBe(1);
		expect(err).toContain(expected);
		expect(err).not.toMatch(/two words|ds_live_0/);
	});
});
