import { freePort } from '../../tools/playground/ports.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { connection, createVideo, savedForm } from '../harness/parameters.mts';
import { INACTIVE, Pharlo } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function create(parameters = createVideo(), credential = {}) {
	const { error } = await runPharlo(parameters, {
		credential: { ...pharlo.credential, ...credential },
	});
	return error;
}

describe.each(['nested', 'flat'] as const)('API errors of Pharlo, %s', (errors) => {
	beforeEach(() => pharlo.switch({ errors }));

	test('400 names the fields', async () => {
		const error = await create(
			createVideo({ payloadMode: 'json', payloadJson: { title: 'x'.repeat(101), privacy: 'all' } }),
		);
		expect(error?.message).toBe(
			'Pharlo did not create the assignment: Validation failed (title: This value is too long. It should have 100 characters or less.; privacy: The value you selected is not a valid choice.)',
		);
		expect(error?.description).toBe('Correct the fields that Pharlo names. Nothing was changed.');
		expect(error).toMatchObject({ httpCode: '400', context: { itemIndex: 0 } });
	});

	test('401 says where to change the key', async () => {
		const error = await create(createVideo(), { apiKey: 'ds_live_wrong' });
		expect(error?.message).toBe('Pharlo does not accept the API key: Invalid or missing API key');
		expect(error?.description).toContain('Settings → Credentials');
		expect(error).toMatchObject({ httpCode: '401', failure: { cause: 'credential-invalid' } });
	});

	test('402 includes the amounts', async () => {
		pharlo.simulator.simulation.state.credits = 1;
		const error = await create();
		expect(error?.message).toBe(
			'Not enough Pharlo credits to create the assignment: 3 needed, 1 left',
		);
		expect(error).toMatchObject({ httpCode: '402', failure: { cause: 'quota-exhausted' } });
		expect(pharlo.assignments).toEqual([]);
	});

	test('404', async () => {
		const error = await create(createVideo({ connectionId: connection(crypto.randomUUID()) }));
		expect(error?.message).toBe('Pharlo did not create the assignment: Connection not found');
	});

	test('422', async () => {
		const error = await create(createVideo({ connectionId: connection(INACTIVE) }));
		expect(error?.message).toContain('Connection is inactive');
		expect(error?.description).toContain('activate it with Connection → Update');
		expect(error).toMatchObject({ httpCode: '422' });
	});
});

test('n8n does not replace our message, whatever Pharlo’s message contains', async () => {
	const server = await answering((_request, response) => {
		response.writeHead(409, { 'content-type': 'application/json' });
		response.end('{"error":"EPERM: preEEXISTing ECONNREFUSED, key does exist"}');
	});
	const error = await create(createVideo(), { baseUrl: server.url });
	await server.close();
	expect(error?.message).toBe(
		'Pharlo did not create the assignment: EPERM: preEEXISTing ECONNREFUSED, key does exist',
	);
});

describe('unexpected responses', () => {
	let server: AnsweringServer | undefined;
	afterEach(async () => await server?.close());

	async function createWithResponse(
		listener: Parameters<typeof answering>[0],
		parameters = createVideo(),
	) {
		server = await answering(listener);
		return await create(parameters, { baseUrl: server.url });
	}

	test('a 502 page of a proxy: unknown outcome, and which kind of retry keeps the key', async () => {
		const error = await createWithResponse((_request, response) => {
			response.writeHead(502, { 'content-type': 'text/html' });
			response.end('<html><h1>502 Bad Gateway</h1></html>');
		});
		expect(error?.message).toBe(
			'Pharlo did not create the assignment: HTTP 502 without an explanation',
		);
		expect(error?.description).toMatch(
			/may have been created. Use Retry in the list of executions .* Get Many for the external ID n8n-[0-9a-f]{40}\.$/,
		);
	});

	test.each([
		['own', { idempotency: 'own', idempotencyKey: 'row-7' }, 'row-7'],
		['content', { idempotency: 'content' }, 'n8n-content-'],
	])('with the key type %s any retry is safe', async (_kind, options, key) => {
		const error = await createWithResponse(
			(_request, response) => response.writeHead(502).end(),
			createVideo({ options }),
		);
		expect(error?.description).toContain(
			`may have been created. Run it again: Pharlo recognizes the same idempotency key (${key}`,
		);
	});

	test('the error names the user’s own external ID, if any', async () => {
		const error = await createWithResponse(
			(_request, response) => response.writeHead(502).end(),
			createVideo({ options: { externalId: 'customer-1' } }),
		);
		expect(error?.description).toContain('Get Many for the external ID customer-1.');
	});

	test('409 for a request without a key refers to the state', async () => {
		const error = await createWithResponse((_request, response) => response.writeHead(409).end(), {
			resource: 'connection',
			operation: 'refreshToken',
			connectionId: connection('c-1'),
		});
		expect(error?.description).toMatch(/present state/);
		expect(error?.description).not.toMatch(/key|Get Many/);
	});

	test('without a key, the advice is to check first', async () => {
		const error = await createWithResponse(
			(_request, response) => response.writeHead(500).end(),
			createVideo({ options: { idempotency: 'none' } }),
		);
		expect(error?.description).toBe(
			'It may have been created. Look for it with Get Many before you create it again.',
		);
	});

	test('a broken connection does not suggest Retry On Fail', async () => {
		const error = await createWithResponse((request) => request.socket.destroy());
		expect(error?.message).toMatch(
			/^No response from Pharlo to the request to create the assignment/,
		);
		expect(error?.description).toContain('may have been created');
		expect(`${error?.message} ${error?.description}`).not.toMatch(/retry on fail/i);
	});

	test('connection unauthorized: the request did not arrive', async () => {
		const error = await create(createVideo(), { baseUrl: `http://127.0.0.1:${await freePort()}` });
		expect(error?.message).toBe(
			'No response from Pharlo to the request to create the assignment: ECONNREFUSED',
		);
		expect(error?.description).toContain('did not reach Pharlo');
	});

	test('429 with a Retry-After that is too long', async () => {
		const error = await createWithResponse((_request, response) => {
			response.writeHead(429, { 'retry-after': '31', 'content-type': 'application/json' });
			response.end('{"error":"Slow down"}');
		});
		expect(error?.description).toContain('asks to wait 31 seconds');
		expect(error).toMatchObject({ failure: { cause: 'rate-limited', retryAfterMs: 31_000 } });
	});

	test('200 without an assignment', async () => {
		const error = await createWithResponse((_request, response) =>
			response.end('<html>Welcome</html>'),
		);
		expect(error?.message).toBe(
			"Pharlo's response to the request to create the assignment is not readable",
		);
		expect(error?.description).toContain('may have been created');
	});

	test('a redirect is not followed, so the key is not sent to another host', async () => {
		const elsewhere = await answering((_request, response) => response.end('{"id":"x"}'));
		const error = await createWithResponse((_request, response) => {
			response.writeHead(307, { location: `${elsewhere.url}/api/v1/assignments` }).end();
		});
		expect(elsewhere.calls).toEqual([]);
		expect(error).toMatchObject({ httpCode: '307' });
		expect(error?.description).toContain('Base URL');
		await elsewhere.close();
	});

	test('an invalid base URL is named in the error', async () => {
		const error = await create(createVideo(), { baseUrl: 'ftp://pharlo.io' });
		expect(error?.message).toBe(
			"'Base URL' of the Pharlo credential starts with ftp:// instead of http:// or https://",
		);
	});
});

test('a stored error contains neither key nor secret', async () => {
	const credential = { apiKey: 'ds_live_TOPSECRETKEY', webhookSecret: 'TOPSECRETHOOK' };
	const unauthorized = await create(createVideo(), credential);
	const unreachable = await create(createVideo({ payloadForm: savedForm({ title: 'x' }) }), {
		...credential,
		baseUrl: `http://127.0.0.1:${await freePort()}`,
	});
	for (const error of [unauthorized, unreachable]) {
		const stored = JSON.stringify(error) + JSON.stringify({ ...error }) + String(error?.stack);
		expect(stored).toContain('Pharlo');
		expect(stored).not.toContain('TOPSECRET');
	}
});

test('a truncated message does not contain a part of the key', async () => {
	const apiKey = 'ds_live_TOPSECRETKEY';
	for (const before of [490, 470, 480]) {
		const server = await answering((_request, response) => {
			response.writeHead(400, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ error: `${'x'.repeat(before)} ${apiKey} and on`.repeat(9) }));
		});
		const error = await create(createVideo(), { baseUrl: server.url, apiKey });
		await server.close();
		expect(`${error?.message} ${JSON.stringify(error)}`).not.toContain('ds_live');
	}
});

test('a response that repeats the request does not leak key or token', async () => {
	const server = await answering((request, response) => {
		response.writeHead(400, { 'content-type': 'application/json' });
		const { authorization } = request.headers;
		response.end(
			JSON.stringify({
				error: `Bad header ${authorization}`,
				details: {
					[`x ${authorization}`]: [`${authorization} again`],
					callbackUrl: ['https://n8n.example/webhook-waiting/1?signature=0123456789abcdef0123'],
				},
			}),
		);
	});
	const error = await create(createVideo(), { baseUrl: server.url, apiKey: ' odd-key-TOPSECRET ' });
	await server.close();
	expect(error?.message).toContain('Bad header Bearer [hidden]');
	const stored = JSON.stringify(error) + JSON.stringify({ ...error }) + String(error?.stack);
	expect(stored).not.toContain('TOPSECRET');
	expect(stored).not.toContain('0123456789abcdef');
});

test.each([
	['an HTML page', 'text/html', `<html>${'x'.repeat(1_000_000)}</html>`],
	['a megabyte of JSON', 'application/json', JSON.stringify({ error: 'y'.repeat(1_000_000) })],
	[
		'a megabyte of details',
		'application/json',
		JSON.stringify({ error: 'No', details: { title: ['y'.repeat(1_000_000)] } }),
	],
	['nothing', 'application/json', ''],
	['truncated JSON', 'application/json', '{"error":{"message":"Half'],
	['JSON with another content type', 'text/plain', '{"error":"Named otherwise"}'],
	['a list', 'application/json', '[1,2]'],
])('%s: the error has a short message, the code and the item', async (_name, type, body) => {
	const server = await answering((_request, response) => {
		response.writeHead(422, { 'content-type': type }).end(body);
	});
	const error = await create(createVideo(), { baseUrl: server.url });
	await server.close();
	expect(error?.message).toMatch(/^Pharlo did not create the assignment: .+$/s);
	expect(error?.message.length).toBeLessThan(620);
	expect(JSON.stringify(error).length).toBeLessThan(6000);
	expect(error).toMatchObject({ httpCode: '422', context: { itemIndex: 0 } });
	expect(error?.description).toMatch(/Nothing was changed\.$/);
});
