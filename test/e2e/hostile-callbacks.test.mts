import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent } from 'undici';

import { findPinned } from '../../tools/playground/versions.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { sign } from '../../tools/simulator/deliveries.mts';
import { Mutator } from '../harness/forgeries.mts';
import { post, postSigned, type CallResult, type Headers } from '../suites/calls.mts';
import { E2eSetup, firstJson } from './e2e-setup.mts';

/** A full run takes a few minutes: FUZZ_CALLS=10000. */
const CALLS = Number(process.env.FUZZ_CALLS ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_423);
const IN_FLIGHT = 20;

const NEWEST = findPinned().version;

const EVENT = { assignmentId: 'a1', status: 'published', timestamp: '2026-04-23T10:02:35Z' };
const BODY = Buffer.from(JSON.stringify(EVENT));
const STARTED = { status: 200, text: '{"received":true,"started":true}' };
const UNAUTHORIZED = { status: 401, text: '{"error":"Unauthorized"}' };
const NO_EVENT = { status: 400, text: '{"error":"Not an assignment event"}' };

const agent = new Agent({ connections: IN_FLIGHT, pipelining: 1 });
let setup: E2eSetup;
beforeAll(async () => {
	setup = await E2eSetup.prepare();
});
afterAll(async () => await agent.close());

function signature(body: Buffer | string): string {
	return sign(body, DEFAULTS.webhookSecret);
}

/** Sends a body with a valid signature of the bytes in `signed`. */
async function send(
	url: string,
	body: Buffer | string,
	headers: Headers = {},
	signed = body,
): Promise<CallResult> {
	return await postSigned(url, body, {
		dispatcher: agent,
		headers: { 'x-webhook-signature': signature(signed), ...headers },
	});
}

/** Returns an event with content that JSON.stringify would not produce. */
function event(inside: string): string {
	return `{"assignmentId":"a1","status":"published",${inside}}`;
}

/**
 * Sends a genuine call last: once its execution exists, any execution started by earlier calls
 * would exist as well.
 */
async function expectOnlyGenuine(listening: Awaited<ReturnType<E2eSetup['listen']>>) {
	expect(await send(listening.url, BODY)).toEqual(STARTED);
	const [execution] = await setup.executionsOf(listening.workflow, 1);
	if (execution === undefined) throw new Error('No execution');
	expect(firstJson(execution, 'Pharlo Trigger')).toEqual(EVENT);
	expect(await setup.api.executions(listening.workflow.id)).toHaveLength(1);
}

test('unusual bodies get the expected response, and start no execution', async () => {
	const listening = await setup.listen();
	const { url } = listening;
	const deep = event(`"deep":${'['.repeat(10_000)}${']'.repeat(10_000)}`);
	const responses: Array<[string, CallResult, Partial<CallResult>]> = [
		// Rejected by n8n itself.
		[
			'brotli',
			await send(url, brotliCompressSync(BODY), { 'content-encoding': 'br' }, BODY),
			{ status: 422 },
		],
		[
			'another charset',
			await send(url, BODY, { 'content-type': 'application/json; charset=iso-8859-1' }),
			{ status: 422 },
		],
		['invalid JSON', await send(url, '{"assignmentId":'), { status: 422 }],
		// Passed on by n8n.
		['multipart', await sendForm(url), UNAUTHORIZED],
		[
			'another multipart',
			await send(url, BODY, { 'content-type': 'multipart/mixed; boundary=b' }),
			UNAUTHORIZED,
		],
		['gzip, signed as sent', await sendCompressed(url, gzipSync(BODY), 'gzip'), UNAUTHORIZED],
		[
			'brotli without a JSON type',
			await send(
				url,
				brotliCompressSync(BODY),
				{ 'content-encoding': 'br', 'content-type': 'application/octet-stream' },
				BODY,
			),
			UNAUTHORIZED,
		],
		['nothing', await send(url, ''), NO_EVENT],
		['null', await send(url, 'null'), NO_EVENT],
		['a list', await send(url, '[]'), NO_EVENT],
		['no status', await send(url, '{"assignmentId":"a1"}'), NO_EVENT],
		['invalid UTF-8', await send(url, Buffer.from(event('"title":"\xE9"'), 'latin1')), NO_EVENT],
		[
			'a form',
			await send(url, 'assignmentId=a1&status=published', {
				'content-type': 'application/x-www-form-urlencoded',
			}),
			NO_EVENT,
		],
		[
			'XML',
			await send(url, '<status>published</status>', { 'content-type': 'text/xml' }),
			NO_EVENT,
		],
		[
			'a million bytes of text',
			await send(url, 'x'.repeat(1_048_576), { 'content-type': 'text/plain' }),
			NO_EVENT,
		],
		['deep', await send(url, deep, { 'content-type': 'text/plain' }), NO_EVENT],
		['deep, as JSON', await send(url, deep), NO_EVENT],
		[
			'deep and unsigned',
			await send(url, deep, { 'x-webhook-signature': undefined }),
			UNAUTHORIZED,
		],
	];
	for (const [name, response, expected] of responses) {
		expect({ name, ...response }).toMatchObject({ name, ...expected });
	}
	await expectOnlyGenuine(listening);

	async function sendForm(to: string): Promise<CallResult> {
		const form = `--b\r\ncontent-disposition: form-data; name="status"\r\n\r\npublished\r\n--b--\r\n`;
		return await send(to, form, { 'content-type': 'multipart/form-data; boundary=b' });
	}
});

test('n8n rejects a body over its limit, compressed or not, and keeps working', async () => {
	const listening = await setup.listen();
	const large = event(`"title":"${'x'.repeat(17 * 1024 * 1024)}"`);
	for (const response of [
		await send(listening.url, large),
		await send(listening.url, gzipSync(large), { 'content-encoding': 'gzip' }, large),
	]) {
		expect(response.status).toBeGreaterThanOrEqual(400);
		// n8n's own response, a 500 in 2.41, sent before the trigger is called.
		expect(response.text).not.toContain('Could not be handled');
	}
	await expectOnlyGenuine(listening);
});

test('unusual but genuine calls start one execution each, with a harmless item', async () => {
	const { workflow, url } = await setup.listen({ options: { ignoreDuplicates: false } });
	const poison = event('"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}');
	const responses = [
		await sendCompressed(url, gzipSync(BODY), 'gzip', BODY),
		await sendCompressed(url, deflateSync(BODY), 'deflate', BODY),
		await send(url, BODY, { 'content-type': undefined }),
		await send(url, BODY, { 'content-type': 'application/octet-stream' }),
		await send(url, BODY, { 'content-type': 'application/json; charset=utf-8' }),
		await send(url, poison),
		await send(url, `{"assignmentId":"a0","assignmentId":"a1","status":"published"}`),
		await send(url, event(`"title":"${'ž'.repeat(524_288)}"`)),
	];
	// Older versions of n8n (2.8, for example) reject a byte order mark before the trigger is called.
	const marked = await send(url, `\uFEFF${BODY.toString()}`);
	if (await setup.api.isAtLeast(NEWEST)) responses.push(marked);

	for (const response of responses) expect(response).toEqual(STARTED);
	const isStarted = ({ status }: CallResult): boolean => status === STARTED.status;
	const started = new Set([...responses, marked].filter(isStarted)).size;
	const executions = await setup.executionsOf(workflow, started);
	for (const execution of executions) {
		expect(execution.status).toBe('success');
		const item = firstJson(execution, 'After');
		expect(item).toMatchObject({ assignmentId: 'a1', status: 'published' });
		expect(Object.keys(item)).not.toEqual(expect.arrayContaining(['__proto__']));
		expect(Object.keys(item)).not.toEqual(expect.arrayContaining(['constructor']));
		expect(item.admin).toBeUndefined();
	}
});

test('five concurrent deliveries and a later one start one execution', async () => {
	const { workflow, url } = await setup.listen();
	const responses = await Promise.all(Array.from({ length: 5 }, async () => await send(url, BODY)));
	responses.push(await send(url, BODY));
	const texts = responses.map(({ text }) => text).sort();
	expect(texts).toEqual([
		...Array<string>(5).fill('{"received":true,"started":false}'),
		STARTED.text,
	]);
	const other = JSON.stringify({ ...EVENT, status: 'failed' });
	expect(await send(url, other)).toEqual(STARTED);
	await setup.executionsOf(workflow, 2);
	expect(await setup.api.executions(workflow.id)).toHaveLength(2);
});

test(`${CALLS} forged calls cause neither an execution nor a server error; a genuine call still works`, async () => {
	const listening = await setup.listen({ triggerOn: ['*'] });
	const mutator = new Mutator(SEED);
	const statuses = new Map<number, number>();
	const calls = hostileCalls(mutator);
	const wrong: string[] = [];
	await Promise.all(
		Array.from({ length: IN_FLIGHT }, async () => {
			for (const { how, body, headers } of calls) {
				const { status, text } = await post(agent, listening.url, body, headers);
				statuses.set(status, (statuses.get(status) ?? 0) + 1);
				if (status < 400 || status >= 500) wrong.push(`${how}: ${status} ${text}`);
			}
		}),
	);
	expect(wrong).toEqual([]);
	if (CALLS > 1000) console.log(`Responses by status: ${JSON.stringify([...statuses])}`);
	await expectOnlyGenuine(listening);
}, 900_000);

/** A shared queue for all senders. */
function* hostileCalls(mutator: Mutator) {
	for (let made = 0; made < CALLS; ) {
		const { how, body, header } = mutator.mutate(BODY, signature(BODY));
		const isSent = typeof header === 'string' || header === undefined;
		if (!isSent || /[^\t\x20-\x7e\x80-\xff]/.test(header ?? '')) continue;
		// Harmless variants are tested elsewhere; none of these calls may start an execution.
		const digits = (header ?? '').trim().toLowerCase().replace('sha256=', '');
		if (digits === signature(body)) continue;
		made++;
		const types = ['application/json', 'text/plain', 'application/octet-stream', undefined];
		yield {
			how,
			body,
			headers: { 'content-type': mutator.pick(types), 'x-webhook-signature': header },
		};
	}
}

async function sendCompressed(
	url: string,
	compressed: Buffer,
	encoding: string,
	signed = compressed,
) {
	return await send(url, compressed, { 'content-encoding': encoding }, signed);
}
