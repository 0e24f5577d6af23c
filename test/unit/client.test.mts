import type { IHttpRequestMethods } from 'n8n-workflow';
import { z } from 'zod';

import { ApiError, InvalidInputError } from '../../domain/errors.ts';
import { PharloClient, type ClientOptions } from '../../nodes/Pharlo/transport/PharloClient.ts';
import type { PharloRequest } from '../../nodes/Pharlo/transport/request.ts';
import { clientContext, respond, slow } from '../harness/client-context.mts';
import { finish, reasonOf, useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();

const GET: PharloRequest = {
	method: 'GET',
	path: ['assignments', 'a1'],
	intent: 'return the assignment',
};

/** Sends one request and returns what n8n was given. */
async function sendOnce(request: Partial<PharloRequest>, options: ClientOptions = {}) {
	const { context, sent } = clientContext();
	await finish(PharloClient.create(context, options).send({ ...GET, ...request }));
	expect(sent).toHaveLength(1);
	return sent[0];
}

/** A client that gets responses with this body. */
function clientThatGets(body: unknown) {
	const { context, sent } = clientContext({ otherwise: respond(200, body) });
	return { client: PharloClient.create(context), sent };
}

describe('a request', () => {
	it('has exactly these options', async () => {
		expect(await sendOnce({})).toStrictEqual({
			credentialType: 'pharloApi',
			options: {
				method: 'GET',
				url: '/api/v1/assignments/a1',
				json: true,
				timeout: 60_000,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			},
			more: undefined,
			at: 0,
		});
	});

	it.each<IHttpRequestMethods>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
		'has the method %s',
		async (method) => {
			expect((await sendOnce({ method }))?.options.method).toBe(method);
		},
	);

	it.each<[Partial<PharloRequest>, object]>([
		[{ query: { status: 'failed' } }, { qs: { status: 'failed' } }],
		[{ query: {} }, { qs: {} }],
		[{ body: { title: 'One' } }, { body: { title: 'One' } }],
		[{ body: {} }, { body: {} }],
		[
			{ query: { a: 1 }, body: { b: 2 } },
			{ qs: { a: 1 }, body: { b: 2 } },
		],
	])('with %j has %j', async (request, expected) => {
		const { qs, body } = (await sendOnce(request))?.options ?? {};
		expect({ ...(qs && { qs }), ...(body === undefined ? {} : { body }) }).toEqual(expected);
	});

	it.each([
		[['health'], '/api/v1/health'],
		[['a/b', 'c'], '/api/v1/a%2Fb/c'],
		[['a', '../b'], '/api/v1/a/..%2Fb'],
		[['ä ?#%&'], '/api/v1/%C3%A4%20%3F%23%25%26'],
		[['...', '.a', 'a.', '..a'], '/api/v1/.../.a/a./..a'],
	])('for the path %j has the URL %s', async (path, url) => {
		expect((await sendOnce({ path }))?.options.url).toBe(url);
	});

	it.each(
		['', '.', '..'].flatMap((part) => [
			{ part, path: [part] },
			{ part, path: [part, 'retry'] },
			{ part, path: ['assignments', part] },
			{ part, path: ['assignments', part, 'retry'] },
		]),
	)('is rejected and not sent for the path $path', async ({ part, path }) => {
		const { context, sent } = clientContext();
		const error = await reasonOf(PharloClient.create(context).send({ ...GET, path }));
		expect(error).toBeInstanceOf(InvalidInputError);
		expect(error).toHaveProperty('message', `'${part}' is not an ID`);
		expect(error).toHaveProperty('description', expect.stringContaining('expression'));
		expect(sent).toEqual([]);
	});

	it.each(['\uD83D', 'a\uDE00b', '\uDE00\uD83D'])(
		'is rejected and not sent with half of a character: %j',
		async (part) => {
			const { context, sent } = clientContext();
			const error = await reasonOf(PharloClient.create(context).send({ ...GET, path: [part] }));
			expect(error).toBeInstanceOf(InvalidInputError);
			expect(error).toHaveProperty('message', expect.stringContaining('half of a character'));
			expect(error).toHaveProperty('message', expect.not.stringMatching(/\p{Surrogate}/u));
			expect(sent).toEqual([]);
		},
	);

	it('sends whole characters of any kind', async () => {
		expect((await sendOnce({ path: ['😀'] }))?.options.url).toBe('/api/v1/%F0%9F%98%80');
	});

	it('passes on the credential that the client was given', async () => {
		const data = { apiKey: 'key' };
		expect((await sendOnce({}, { credential: data }))?.more).toStrictEqual({
			credentialsDecrypted: { id: '', name: '', type: 'pharloApi', data },
		});
	});

	it.each([
		[undefined, undefined, 60_000],
		[5, undefined, 5000],
		[5, 5001, 5000],
		[5, 4999, 4999],
		[5, 1, 1],
		[5, 0, 1],
		[5, -1000, 1],
		[0.0001, undefined, 1],
	])(
		'with a timeout of %p s and a deadline in %p ms has a timeout of %i ms',
		async (timeoutSeconds, deadlineIn, timeout) => {
			const { context, sent } = clientContext();
			const client = PharloClient.create(
				context,
				timeoutSeconds === undefined ? {} : { timeoutSeconds },
			);
			const limited =
				deadlineIn === undefined ? client : client.withDeadline(Date.now() + deadlineIn);
			await finish(limited.send(GET));
			expect(sent.map(({ options }) => options.timeout)).toEqual([timeout]);
		},
	);
});

describe('a response', () => {
	it.each([200, 201, 204, 299])('with status %i is returned', async (status) => {
		const headers = { date: 'today' };
		const { context } = clientContext({ replies: [respond(status, { id: 'a1' }, headers)] });
		expect(await finish(PharloClient.create(context).send(GET))).toStrictEqual({
			status,
			headers,
			body: { id: 'a1' },
		});
	});

	it.each([199, 300, 301, 304, 400, 404, 500])('with status %i is an error', async (status) => {
		const { context } = clientContext({ otherwise: respond(status, { error: 'Because.' }) });
		const error = await reasonOf(PharloClient.create(context).send(GET));
		expect(error).toBeInstanceOf(ApiError);
		expect(error).toMatchObject({ status, message: expect.stringContaining('Because.') });
	});

	it('that is an error keeps what its headers say', async () => {
		const headers = { 'retry-after': 'Sun, 22 Nov 2026 12:01:00 GMT' };
		const { context } = clientContext({ otherwise: respond(429, {}, headers) });
		expect(await reasonOf(PharloClient.create(context).send(GET))).toMatchObject({
			retryAfterMs: 60_000,
		});
	});
});

describe('parsing', () => {
	const schema = z.object({ id: z.string().transform((id) => id.toUpperCase()) });

	it('returns what the schema makes of the body', async () => {
		const { client, sent } = clientThatGets({ id: 'a1', more: true });
		expect(await finish(client.fetch({ ...GET, path: ['any'] }, schema))).toEqual({ id: 'A1' });
		expect(sent.map(({ options }) => options.url)).toEqual(['/api/v1/any']);
		expect(client.parse({ id: 'a2' }, GET, schema)).toEqual({ id: 'A2' });
	});

	it.each([undefined, null, '<html></html>', [], {}, { id: 7 }])(
		'throws for a body of %j',
		async (body) => {
			const { client } = clientThatGets(body);
			const error = await reasonOf(client.fetch(GET, schema));
			expect(error).toBeInstanceOf(ApiError);
			expect(error).toMatchObject({
				status: undefined,
				message: expect.stringContaining('return the assignment is not readable'),
			});
			expect(() => client.parse(body, GET, schema)).toThrow(ApiError);
			const request = { ...GET, onUnknownOutcome: 'It may exist.' };
			expect(await reasonOf(client.fetch(request, schema))).toHaveProperty(
				'description',
				'It may exist.',
			);
		},
	);

	it.each([{}, { any: ['key'] }])('fetches the object %j as it is', async (body) => {
		const { client } = clientThatGets(body);
		expect(await finish(client.fetchObject(GET))).toEqual(body);
	});

	it.each([null, '', 'text', 7, []])('throws where %j comes instead of an object', async (body) => {
		const { client } = clientThatGets(body);
		expect(await reasonOf(client.fetchObject(GET))).toBeInstanceOf(ApiError);
	});

	it('fetches an assignment with all its keys', async () => {
		const { client, sent } = clientThatGets({ id: 'a/1', status: 'new', more: { any: 1 } });
		expect(await finish(client.fetchAssignment('a/1'))).toEqual({
			id: 'a/1',
			status: 'new',
			more: { any: 1 },
		});
		expect(sent[0]?.options).toMatchObject({ method: 'GET', url: '/api/v1/assignments/a%2F1' });
		expect(sent[0]?.options).not.toHaveProperty('qs');
	});

	it.each([{}, { id: '' }, { id: 1 }])('throws for %j instead of an assignment', async (body) => {
		const { client } = clientThatGets(body);
		expect(await reasonOf(client.fetchAssignment('a1'))).toMatchObject({
			name: 'ApiError',
			message: expect.stringContaining('return the assignment'),
		});
	});
});

describe('requests at a time', () => {
	it.each([undefined, 1, 2, 3, 10])('are at most %p', async (maxConcurrentRequests) => {
		let active = 0;
		const counts: number[] = [];
		const { context } = clientContext({
			async otherwise(sent) {
				counts.push(++active);
				const response = await slow(100, respond(200))(sent);
				active--;
				return response;
			},
		});
		const client = PharloClient.create(
			context,
			maxConcurrentRequests === undefined ? {} : { maxConcurrentRequests },
		);
		// All of them share the limit.
		const clients = [client, client.forItem(), client.withDeadline(Date.now() + 60_000)];
		const requests = Array.from({ length: 7 }, async (_, index) => clients[index % 3]?.send(GET));
		await finish(Promise.all(requests));
		expect(counts).toHaveLength(7);
		expect(Math.max(...counts)).toBe(Math.min(maxConcurrentRequests ?? 1, 7));
	});
});
