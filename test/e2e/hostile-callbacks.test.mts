import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent } from 'undici';

import { findPinned } from '../../tools/playground/versions.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { sign } from '../../tools/simulator/deliveries.mts';
import { Mutator } from '../harness/forgeries.mts';
import { post, postSigned, type Answer, type Headers } from '../suites/calls.mts';
import { E2eWorld, firstJson } from './world.mts';

/** The whole takes some minutes: FUZZ_CALLS=10000. */
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
let world: E2eWorld;
beforeAll(async () => {
	world = await E2eWorld.enter();
});
afterAll(async () => await agent.close());

function signature(body: Buffer | string): string {
	return sign(body, DEFAULTS.webhookSecret);
}

/** Sends a body whose signature is right for the bytes that are given as signed. */
async function send(
	url: string,
	body: Buffer | string,
	headers: Headers = {},
	signed = body,
): Promise<Answer> {
	return await postSigned(url, body, {
		dispatcher: agent,
		headers: { 'x-webhook-signature': signature(signed), ...headers },
	});
}

/** An event with something in it that JSON.stringify would not write. */
function event(inside: string): string {
	return `{"assignmentId":"a1","status":"published",${inside}}`;
}

/** A genuine call, after which all executions that others have started are there as well. */
async function expectOnlyGenuine(listening: Awaited<ReturnType<E2eWorld['listen']>>) {
	expect(await send(listening.url, BODY)).toEqual(STARTED);
	const [execution] = await world.executionsOf(listening.workflow, 1);
	if (execution === undefined) throw new Error('No execution');
	expect(firstJson(execution, 'Pharlo Trigger')).toEqual(EVENT);
	expect(await world.api.executions(listening.workflow.id)).toHaveLength(1);
}

test('odd bodies: each has its answer, and none starts anything', async () => {
	const listening = await world.listen();
	const { url } = listening;
	const deep = event(`"deep":${'['.repeat(10_000)}${']'.repeat(10_000)}`);
	const answers: Array<[string, Answer, Partial<Answer>]> = [
		// What n8n itself does not let through.
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
		['no JSON', await send(url, '{"assignmentId":'), { status: 422 }],
		// What n8n hands on.
		['multipart', await sendForm(url), UNAUTHORIZED],
		[
			'another multipart',
			await send(url, BODY, { 'content-type': 'multipart/mixed; boundary=b' }),
			UNAUTHORIZED,
		],
		['gzip, signed as sent', await sendPacked(url, gzipSync(BODY), 'gzip'), UNAUTHORIZED],
		[
			'brotli of no type',
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
		['no UTF-8', await send(url, Buffer.from(event('"title":"\xE9"'), 'latin1')), NO_EVENT],
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
	for (const [name, answer, expected] of answers) {
		expect({ name, ...answer }).toMatchObject({ name, ...expected });
	}
	await expectOnlyGenuine(listening);

	async function sendForm(to: string): Promise<Answer> {
		const form = `--b\r\ncontent-disposition: form-data; name="status"\r\n\r\npublished\r\n--b--\r\n`;
		return await send(to, form, { 'content-type': 'multipart/form-data; boundary=b' });
	}
});

test('a body over the limit of n8n ends there, packed or not, and n8n goes on', async () => {
	const listening = await world.listen();
	const large = event(`"title":"${'x'.repeat(17 * 1024 * 1024)}"`);
	for (const answer of [
		await send(listening.url, large),
		await send(listening.url, gzipSync(large), { 'content-encoding': 'gzip' }, large),
	]) {
		expect(answer.status).toBeGreaterThanOrEqual(400);
		// n8n's own answer, a 500 in 2.41, given before the trigger is asked.
		expect(answer.text).not.toContain('Could not be handled');
	}
	await expectOnlyGenuine(listening);
});

test('odd but genuine: each starts one execution, with a harmless item', async () => {
	const { workflow, url } = await world.listen({ options: { ignoreDuplicates: false } });
	const poison = event('"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}');
	const answers = [
		await sendPacked(url, gzipSync(BODY), 'gzip', BODY),
		await sendPacked(url, deflateSync(BODY), 'deflate', BODY),
		await send(url, BODY, { 'content-type': undefined }),
		await send(url, BODY, { 'content-type': 'application/octet-stream' }),
		await send(url, BODY, { 'content-type': 'application/json; charset=utf-8' }),
		await send(url, poison),
		await send(url, `{"assignmentId":"a0","assignmentId":"a1","status":"published"}`),
		await send(url, event(`"title":"${'ž'.repeat(524_288)}"`)),
	];
	// Older versions of n8n (2.8 does) refuse a byte order mark before the trigger is asked.
	const marked = await send(url, `\uFEFF${BODY.toString()}`);
	if (await world.api.isAtLeast(NEWEST)) answers.push(marked);

	for (const answer of answers) expect(answer).toEqual(STARTED);
	const isStarted = ({ status }: Answer): boolean => status === STARTED.status;
	const started = new Set([...answers, marked].filter(isStarted)).size;
	const executions = await world.executionsOf(workflow, started);
	for (const execution of executions) {
		expect(execution.status).toBe('success');
		const item = firstJson(execution, 'After');
		expect(item).toMatchObject({ assignmentId: 'a1', status: 'published' });
		expect(Object.keys(item)).not.toEqual(expect.arrayContaining(['__proto__']));
		expect(Object.keys(item)).not.toEqual(expect.arrayContaining(['constructor']));
		expect(item.admin).toBeUndefined();
	}
});

test('delivered five times at once and once more later: one execution', async () => {
	const { workflow, url } = await world.listen();
	const answers = await Promise.all(Array.from({ length: 5 }, async () => await send(url, BODY)));
	answers.push(await send(url, BODY));
	const texts = answers.map(({ text }) => text).sort();
	expect(texts).toEqual([
		...Array<string>(5).fill('{"received":true,"started":false}'),
		STARTED.text,
	]);
	const other = JSON.stringify({ ...EVENT, status: 'failed' });
	expect(await send(url, other)).toEqual(STARTED);
	await world.executionsOf(workflow, 2);
	expect(await world.api.executions(workflow.id)).toHaveLength(2);
});

test(`${CALLS} calls that are not genuine: no execution, no failure of the server, then one that is`, async () => {
	const listening = await world.listen({ triggerOn: ['*'] });
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
	if (CALLS > 1000) console.log(`Answers by status: ${JSON.stringify([...statuses])}`);
	await expectOnlyGenuine(listening);
}, 900_000);

/** One queue for all who send. */
function* hostileCalls(mutator: Mutator) {
	for (let made = 0; made < CALLS; ) {
		const { how, body, header } = mutator.mutate(BODY, signature(BODY));
		const isSent = typeof header === 'string' || header === undefined;
		if (!isSent || /[^\t\x20-\x7e\x80-\xff]/.test(header ?? '')) continue;
		// Harmless variants are tested elsewhere: none of these may start anything.
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

async function sendPacked(url: string, packed: Buffer, encoding: string, signed = packed) {
	return await send(url, packed, { 'content-encoding': encoding }, signed);
}
