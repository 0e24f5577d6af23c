import type { IWebhookResponseData } from 'n8n-workflow';

import {
	receiveCallback,
	rejectCallback,
	type Callback,
	type CallbackRules,
} from '../../nodes/Pharlo/webhook/callback.ts';
import {
	FakeWebhook,
	SECRET,
	signed,
	type FakeWebhookOptions,
} from '../harness/webhook-context.mts';

// A test that waits for what never happens is to fail soon.
jest.setTimeout(5000);

const EVENT = { assignmentId: 'a1', status: 'published', timestamp: '2026-04-23T10:02:35Z' };
const SENT = Date.parse(EVENT.timestamp);
const HANDLED: IWebhookResponseData = { webhookResponse: 'handled' };
const PLAUSIBLE = { 'x-webhook-signature': 'a'.repeat(64) };

const UNAUTHORIZED = [401, { error: 'Unauthorized' }];
const NOT_AN_EVENT = [400, { error: 'Not an assignment event' }];
const NOT_RECENT = [400, { error: 'Not a recent event' }];
const UNAVAILABLE = [503, { error: 'Could not be handled' }];

interface Receiving {
	readonly maxAgeMinutes?: number | Error;
	readonly handle?: (callback: Callback) => Promise<IWebhookResponseData>;
}

/** Receives a call without the cache, and lists in `steps` everything that was done for it. */
async function receive(options: FakeWebhookOptions, receiving: Receiving = {}) {
	const webhook = new FakeWebhook(options);
	const { maxAgeMinutes = 0, handle = async () => HANDLED } = receiving;
	const handled: Callback[] = [];
	const rules: CallbackRules = {
		cacheSecrets: false,
		getMaxAgeMinutes() {
			webhook.steps.push('getMaxAgeMinutes');
			if (maxAgeMinutes instanceof Error) throw maxAgeMinutes;
			return maxAgeMinutes;
		},
	};
	const result = await receiveCallback(
		webhook.context,
		'Pharlo Trigger',
		rules,
		async (callback) => {
			webhook.steps.push('handle');
			handled.push(callback);
			return await handle(callback);
		},
	);
	const { statusCode, body, writableEnded } = webhook.response;
	return {
		result,
		response: writableEnded ? [statusCode, body] : undefined,
		steps: webhook.steps,
		errors: webhook.errors,
		handled,
	};
}

const READ = 'readRawBody';
const FETCH = 'getCredentials pharloApi';
const GET_AGE = 'getMaxAgeMinutes';
const HANDLE = 'handle';

beforeEach(() => {
	jest.spyOn(Date, 'now').mockReturnValue(SENT);
});
afterEach(() => jest.restoreAllMocks());

test.each([
	[401, 'Unauthorized'],
	[404, 'Not found'],
])('rejects with %d and the reason, and tells n8n not to respond', (status, reason) => {
	const { context, response } = new FakeWebhook();
	expect(rejectCallback(context, status, reason)).toEqual({ noWebhookResponse: true });
	expect([response.statusCode, response.body]).toEqual([status, { error: reason }]);
	expect(response.writableEnded).toBe(true);
});

test('passes a valid callback to the handler and returns its result', async () => {
	const { result, response, steps, errors, handled } = await receive(signed(EVENT));
	expect(result).toBe(HANDLED);
	expect(response).toBeUndefined();
	expect(handled).toEqual([{ event: EVENT, body: Buffer.from(JSON.stringify(EVENT)) }]);
	expect(steps).toEqual([READ, FETCH, GET_AGE, HANDLE]);
	expect(errors).toEqual([]);
});

describe('checks the bytes, then the signature, then the event, then its age', () => {
	const OLD = { ...EVENT, timestamp: '2020-01-01T00:00:00Z' };
	const TEN = { maxAgeMinutes: 10 };

	test.each<[string, FakeWebhookOptions, Receiving, unknown[], string[]]>([
		['no signature', { ...signed(EVENT), headers: {} }, {}, UNAUTHORIZED, []],
		['unreadable body', { ...signed(EVENT), readBody: fail }, {}, UNAUTHORIZED, [READ]],
		['forged event', { ...signed(EVENT), headers: PLAUSIBLE }, {}, UNAUTHORIZED, [READ, FETCH]],
		['other secret', signed(EVENT, 'other'), {}, UNAUTHORIZED, [READ, FETCH]],
		['forged junk', { ...signed('junk'), headers: PLAUSIBLE }, {}, UNAUTHORIZED, [READ, FETCH]],
		['forged old event', { ...signed(OLD), headers: PLAUSIBLE }, TEN, UNAUTHORIZED, [READ, FETCH]],
		['signed junk', signed('junk'), TEN, NOT_AN_EVENT, [READ, FETCH]],
		[
			'signed JSON without a status',
			signed({ assignmentId: 'a' }),
			TEN,
			NOT_AN_EVENT,
			[READ, FETCH],
		],
		['signed old event', signed(OLD), TEN, NOT_RECENT, [READ, FETCH, GET_AGE]],
	])('%s', async (_name, options, receiving, response, steps) => {
		const received = await receive(options, receiving);
		expect(received).toEqual({
			result: { noWebhookResponse: true },
			response,
			steps,
			errors: [],
			handled: [],
		});
	});
});

describe('does not even read the body without a plausible signature', () => {
	test.each<[string, unknown]>([
		['missing', undefined],
		['empty', ''],
		['too short', 'a'.repeat(63)],
		['too long', 'a'.repeat(65)],
		['not hex', 'g'.repeat(64)],
		['repeated', ['a'.repeat(64)]],
	])('%s', async (_name, signature) => {
		const readBody = jest.fn(async () => Buffer.from('x'));
		const headers = { 'x-webhook-signature': signature };
		const { response, steps } = await receive({ headers, readBody });
		expect(response).toEqual(UNAUTHORIZED);
		expect(steps).toEqual([]);
		expect(readBody).not.toHaveBeenCalled();
	});

	test('does not take the signature from another header', async () => {
		const { headers, readBody } = signed(EVENT);
		const others = { 'x-signature': headers['x-webhook-signature'] };
		expect(await receive({ headers: others, readBody })).toMatchObject({
			response: UNAUTHORIZED,
			steps: [],
		});
	});
});

describe('the bytes of the body', () => {
	const { headers, readBody } = signed(EVENT);
	const rawBody = Buffer.from(JSON.stringify(EVENT));
	const MULTIPART = { 'content-type': 'multipart/form-data; boundary=x' };

	test('are not read again when n8n has read them', async () => {
		const { result, steps } = await receive({ headers, rawBody, readBody: fail });
		expect(result).toBe(HANDLED);
		expect(steps).toEqual([FETCH, GET_AGE, HANDLE]);
	});

	test('are not read from a form, which n8n reads itself', async () => {
		const form = { headers: { ...headers, ...MULTIPART }, readBody };
		expect(await receive(form)).toMatchObject({ response: UNAUTHORIZED, steps: [] });
		expect((await receive({ ...form, rawBody })).result).toBe(HANDLED);
	});

	test.each(['application/json', 'text/plain; note=multipart/', 'application/octet-stream'])(
		'are read from %s',
		async (type) => {
			const call = { headers: { ...headers, 'content-type': type }, readBody };
			expect((await receive(call)).result).toBe(HANDLED);
		},
	);

	test('are rejected when reading fails half-way, even if those read so far are signed', async () => {
		const readHalf = async (request: { rawBody: unknown }): Promise<never> => {
			request.rawBody = rawBody;
			return await fail();
		};
		const { response, steps } = await receive({ headers, readBody: readHalf });
		expect(response).toEqual(UNAUTHORIZED);
		expect(steps).toEqual([READ]);
	});

	test.each<[string, unknown]>([
		['nothing', undefined],
		['text', JSON.stringify(EVENT)],
		['a parsed object', EVENT],
		['null', null],
	])('%s instead of bytes is rejected before the secrets are fetched', async (_name, read) => {
		const { response, steps } = await receive({ headers, readBody: async () => read });
		expect(response).toEqual(UNAUTHORIZED);
		expect(steps).toEqual([READ]);
	});
});

describe('the age of an event', () => {
	const timestamp = (age: number) => ({ ...EVENT, timestamp: new Date(SENT - age).toISOString() });
	const MINUTE = 60_000;

	test.each<[string, number, object, unknown[] | undefined]>([
		['years old, without a limit', 0, timestamp(1e12), undefined],
		['no timestamp, without a limit', 0, { assignmentId: 'a', status: 'failed' }, undefined],
		['recent', 10, timestamp(9 * MINUTE), undefined],
		['too old', 10, timestamp(12 * MINUTE), NOT_RECENT],
		['too old for a limit of less than a minute', 0.5, timestamp(2 * MINUTE), NOT_RECENT],
		['from the future', 10, timestamp(-2 * MINUTE), NOT_RECENT],
		['no timestamp', 10, { assignmentId: 'a', status: 'failed' }, NOT_RECENT],
	])('%s', async (_name, maxAgeMinutes, event, expected) => {
		const { response, handled } = await receive(signed(event), { maxAgeMinutes });
		expect(response).toEqual(expected);
		expect(handled).toHaveLength(expected === undefined ? 1 : 0);
	});
});

describe('never throws: logs the reason and responds with 503', () => {
	const thrown = new Error('Disk full');

	test.each<[string, FakeWebhookOptions, Receiving, string]>([
		[
			'handler rejects',
			signed(EVENT),
			{ handle: async () => await Promise.reject(thrown) },
			'Disk full',
		],
		[
			'handler throws something other than an error',
			signed(EVENT),
			{ handle: throwText },
			'no disk',
		],
		['maximum age is invalid', signed(EVENT), { maxAgeMinutes: thrown }, 'Disk full'],
		['credential cannot be fetched', { ...signed(EVENT), fetchCredential: fail }, {}, 'No data'],
	])('%s', async (_name, options, receiving, reason) => {
		const { result, response, errors } = await receive(options, receiving);
		expect(result).toEqual({ noWebhookResponse: true });
		expect(response).toEqual(UNAVAILABLE);
		expect(errors).toEqual([
			{
				message: 'Pharlo Trigger could not handle a callback',
				details: { reason },
			},
		]);
	});
});

describe('the secrets of the credential', () => {
	const receiveWith = async (secret: string, credential: object) =>
		(await receive({ ...signed(EVENT, secret), fetchCredential: async () => credential })).response;

	test.each([
		['the current one', SECRET, undefined],
		['the previous one', 'old', undefined],
		['another one', 'other', UNAUTHORIZED],
	])('%s', async (_name, secret, expected) => {
		const credential = { webhookSecret: SECRET, previousWebhookSecret: 'old' };
		expect(await receiveWith(secret, credential)).toEqual(expected);
	});

	test.each(['webhookSecret', 'previousWebhookSecret'])(
		'%s may have been pasted with white space',
		async (name) => {
			const credential = { webhookSecret: 'another', [name]: ` ${SECRET}\r\n` };
			expect(await receiveWith(SECRET, credential)).toBeUndefined();
		},
	);

	test.each([undefined, null, '', '  ', 7])(
		'without a current one (%p) the previous one does not work either',
		async (webhookSecret) => {
			const credential = { webhookSecret, previousWebhookSecret: 'old' };
			expect(await receiveWith('old', credential)).toEqual(UNAUTHORIZED);
		},
	);

	test.each([undefined, '', '  '])('a blank previous one (%p) is ignored', async (previous) => {
		const credential = { webhookSecret: SECRET, previousWebhookSecret: previous };
		expect(await receiveWith(previous ?? '', credential)).toEqual(UNAUTHORIZED);
		expect(await receiveWith(SECRET, credential)).toBeUndefined();
	});

	test('are fetched for each call when they are not cached', async () => {
		const fetchCredential = jest.fn(async () => ({ webhookSecret: SECRET }));
		const calls = Array.from({ length: 3 }, () => receive({ ...signed(EVENT), fetchCredential }));
		for (const { result } of await Promise.all(calls)) expect(result).toBe(HANDLED);
		expect(fetchCredential).toHaveBeenCalledTimes(3);
	});
});

async function fail(): Promise<never> {
	return await Promise.reject(new Error('No data'));
}

async function throwText(): Promise<never> {
	const reason: unknown = 'no disk';
	throw reason;
}
