import {
	noResponseError,
	reassurance,
	rejectedError,
	uncertainError,
	unreadableError,
	type Intent,
} from '../../domain/advice.ts';
import { ApiError, InvalidInputError, type ApiErrorFacts } from '../../domain/errors.ts';
import { parseProblem, summarizeProblem, type Problem } from '../../domain/problem.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

function parse(status: number, body: unknown, headers: Record<string, unknown> = {}) {
	return parseProblem(status, body, headers, NOW);
}

describe('both error formats of Pharlo', () => {
	const details = {
		title: ['This value should not be blank.'],
		connectionId: ['This is not a valid UUID.'],
	};

	test.each([
		['flat', { error: 'Validation failed', details }],
		['nested', { error: { message: 'Validation failed', details } }],
	])('validation, %s', (_name, body) => {
		const problem = parse(400, body);
		expect(problem).toEqual({ status: 400, message: 'Validation failed', details });
		expect(summarizeProblem(problem)).toBe(
			'Validation failed (title: This value should not be blank.; connectionId: This is not a valid UUID.)',
		);
	});

	test.each([
		['text', { error: 'Assignment not found' }, 'Assignment not found', undefined],
		['object', { error: { message: 'Internal server error' } }, 'Internal server error', undefined],
		[
			'code besides a message',
			{ error: 'user_spending_limit_exceeded', message: 'Limit reached' },
			'Limit reached',
			'user_spending_limit_exceeded',
		],
		['only a message', { message: 'Nope' }, 'Nope', undefined],
	])('%s', (_name, body, message, code) => {
		expect(parse(404, body)).toMatchObject({ message });
		expect(parse(404, body).code).toBe(code);
	});

	test('credits from the body or the headers', () => {
		const fromBody = parse(402, {
			error: 'insufficient_credits',
			message: 'Not enough credits.',
			credits_required: 3,
			credits_balance: 1,
		});
		const fromHeaders = parse(
			402,
			{ error: 'insufficient_credits' },
			{ 'x-credits-required': '3', 'x-credits-balance': '1' },
		);
		for (const problem of [fromBody, fromHeaders]) {
			expect(problem).toMatchObject({
				code: 'insufficient_credits',
				creditsRequired: 3,
				creditsBalance: 1,
			});
		}
	});
});

describe('never throws', () => {
	test.each([
		['nothing', ''],
		['undefined', undefined],
		['null', null],
		['an HTML page', '<html><body>502 Bad Gateway</body></html>'],
		['truncated JSON', '{"error":{"mess'],
		['a list', [1, 2]],
		['a number', 7],
		['error is a number', { error: 7 }],
		['error is null', { error: null }],
		['details are a string', { error: 'Validation failed', details: 'all wrong' }],
		['details contain numbers', { error: { message: 'x', details: { title: 7 } } }],
		['credits are a string', { error: 'x', credits_required: 'three' }],
	])('%s', (_name, body) => {
		const problem = parse(502, body);
		expect(problem.status).toBe(502);
		expect(summarizeProblem(problem)).not.toBe('');
	});

	test('a response without an explanation is summarized as such', () => {
		expect(summarizeProblem(parse(502, '<html></html>'))).toBe('HTTP 502 without an explanation');
	});

	test('a megabyte of text is shortened', () => {
		expect(summarizeProblem(parse(500, { error: 'x'.repeat(1_000_000) }))).toHaveLength(501);
		const details = { title: ['y'.repeat(1_000_000)] };
		expect(summarizeProblem(parse(400, { error: 'No', details }))).toMatch(/^No \(title: y+…$/);
	});

	test('JSON in a string is parsed', () => {
		expect(parse(404, '{"error":"Assignment not found"}').message).toBe('Assignment not found');
	});
});

describe('Retry-After', () => {
	test.each([
		['120', 120_000],
		['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
		['Sun, 22 Nov 2026 11:00:00 GMT', 0],
		['soon', undefined],
		[undefined, undefined],
	])('%s', (header, expected) => {
		expect(parse(429, {}, { 'retry-after': header }).retryAfterMs).toBe(expected);
	});
});

describe('what is known of a rejected request', () => {
	const NOTHING = {
		message: undefined,
		code: undefined,
		details: {},
		creditsRequired: undefined,
		creditsBalance: undefined,
		retryAfterMs: undefined,
	};

	test.each<[string, unknown, Partial<Problem>]>([
		['a text', { error: 'Not found' }, { message: 'Not found' }],
		[
			'a code as text',
			{ error: 'insufficient_credits' },
			{ message: 'insufficient_credits', code: 'insufficient_credits' },
		],
		['a code of several words', { error: 'a_b2_3c' }, { message: 'a_b2_3c', code: 'a_b2_3c' }],
		['a single word', { error: 'forbidden' }, { message: 'forbidden' }],
		['a code in upper case', { error: 'Not_found' }, { message: 'Not_found' }],
		['a code that ends with a line', { error: 'not_' }, { message: 'not_' }],
		['a code that begins with a line', { error: '_not' }, { message: '_not' }],
		['a code that begins with a digit', { error: '4_not' }, { message: '4_not' }],
		['a text with a code in it', { error: 'See not_found' }, { message: 'See not_found' }],
		['a text that begins with a code', { error: 'not_found!' }, { message: 'not_found!' }],
		['a code beside a message', { error: 'a_b', message: 'M' }, { message: 'M', code: 'a_b' }],
		['a text beside a message', { error: 'E', message: 'M' }, { message: 'M' }],
		['an object', { error: { message: 'M', code: 'c' } }, { message: 'M', code: 'c' }],
		[
			'an object beside a message',
			{ error: { message: 'inner' }, message: 'outer' },
			{ message: 'inner' },
		],
		['an object without words', { error: {}, message: 'outer' }, { message: 'outer' }],
		[
			'an object with values of other types',
			{ error: { message: 7, code: ['c'], details: 'd' }, message: 'outer' },
			{ message: 'outer' },
		],
		['values of other types', { error: 7, message: 7, details: 7 }, {}],
		[
			'details in both places',
			{ details: { a: ['1'], b: ['2'] }, error: { details: { b: ['3'], c: '4' } } },
			{ details: { a: ['1'], b: ['3'], c: ['4'] } },
		],
		[
			'details of several kinds',
			{ details: { a: '1', b: ['2', '3'], c: 7, d: [8], e: null } },
			{ details: { a: ['1'], b: ['2', '3'], c: [], d: [], e: [] } },
		],
		[
			'credits',
			{ credits_required: 3, credits_balance: 0 },
			{ creditsRequired: 3, creditsBalance: 0 },
		],
		[
			'credits as texts',
			{ credits_required: '3', credits_balance: '0' },
			{ creditsRequired: 3, creditsBalance: 0 },
		],
		['credits that are no amounts', { credits_required: -1, credits_balance: 1.5 }, {}],
		['nothing', {}, {}],
		['a list', ['error'], {}],
		['text', 'Bad Gateway', {}],
		['JSON as text', '{"error":"a_b"}', { message: 'a_b', code: 'a_b' }],
	])('%s', (_name, body, expected) => {
		expect(parse(400, body)).toEqual({ ...NOTHING, status: 400, ...expected });
	});

	test.each<[string, Record<string, unknown>, unknown, Partial<Problem>]>([
		['credits required', { 'x-credits-required': '3' }, {}, { creditsRequired: 3 }],
		['credits left', { 'x-credits-balance': '0' }, {}, { creditsBalance: 0 }],
		[
			'other credits than the body',
			{ 'x-credits-required': '3', 'x-credits-balance': '4' },
			{ credits_required: 1, credits_balance: 2 },
			{ creditsRequired: 1, creditsBalance: 2 },
		],
		['credits that are no number', { 'x-credits-required': 'x' }, {}, {}],
		['seconds to wait', { 'retry-after': ' 7 ' }, {}, { retryAfterMs: 7000 }],
		['no time to wait', { 'retry-after': '0' }, {}, { retryAfterMs: 0 }],
		['several times to wait', { 'retry-after': ['7', '8'] }, {}, {}],
		['a number of seconds', { 'retry-after': 7 }, {}, {}],
		[
			'a time that has come',
			{ 'retry-after': 'Sun, 22 Nov 2026 12:00:00 GMT' },
			{},
			{ retryAfterMs: 0 },
		],
	])('headers with %s', (_name, headers, body, expected) => {
		expect(parse(429, body, headers)).toEqual({ ...NOTHING, status: 429, ...expected });
	});

	test.each<[Partial<Problem>, string]>([
		[{}, 'HTTP 400 without an explanation'],
		[{ code: 'a_b' }, 'a_b'],
		[{ code: 'a_b', message: 'M' }, 'M'],
		[{ message: 'M', details: { a: ['1', '2'], b: [] } }, 'M (a: 1 2; b: )'],
		[{ message: 'x'.repeat(500) }, 'x'.repeat(500)],
		[{ message: 'x'.repeat(501) }, `${'x'.repeat(500)}…`],
	])('%j in a line', (problem, expected) => {
		expect(summarizeProblem({ status: 400, details: {}, ...problem })).toBe(expected);
	});
});

describe('errors', () => {
	test('tell the name, the message and what to do', () => {
		const invalid = new InvalidInputError('M', 'D');
		expect([invalid.name, invalid.message, invalid.description]).toEqual([
			'InvalidInputError',
			'M',
			'D',
		]);
		const facts: ApiErrorFacts = {
			status: 429,
			code: 'c',
			details: { a: ['b'] },
			retryAfterMs: 7,
			outcome: 'unknown',
		};
		const { name, message, description, ...rest } = new ApiError('M', 'D', facts);
		expect([name, message, description, rest]).toEqual(['ApiError', 'M', 'D', facts]);
		expect(new ApiError('M', 'D')).toMatchObject({
			status: undefined,
			code: undefined,
			details: {},
			retryAfterMs: undefined,
			outcome: 'nothing',
		});
	});

	test.each([
		[undefined, true],
		[200, false],
		[400, false],
		[404, false],
		[428, false],
		[429, true],
		[430, false],
		[499, false],
		[500, true],
		[501, true],
		[503, true],
		[599, true],
	])('status %p may pass: %p', (status, expected) => {
		expect(new ApiError('M', 'D', { status }).isTransient).toBe(expected);
	});

	test('that a response was rejected, with everything that Pharlo says', () => {
		const problem = {
			status: 429,
			code: 'a_b',
			message: 'M',
			details: { a: ['1'] },
			retryAfterMs: 7000,
		};
		expect(rejectedError(problem, { intent: 'do it' })).toMatchObject({
			message: 'Pharlo did not do it: M (a: 1)',
			status: 429,
			code: 'a_b',
			details: { a: ['1'] },
			retryAfterMs: 7000,
		});
	});

	const NOT_SENT =
		'The request did not reach Pharlo. Check the Base URL in the n8n credential and the network of this n8n.';

	test.each<[Intent, boolean, string]>([
		[{ intent: 'do it' }, true, 'Try again in a few minutes.'],
		[{ intent: 'do it', onUnknownOutcome: 'Check it.' }, true, 'Check it.'],
		[{ intent: 'do it' }, false, NOT_SENT],
		[{ intent: 'do it', onUnknownOutcome: 'Check it.' }, false, NOT_SENT],
	])('that no response came: %j, sent: %p', (request, wasSent, description) => {
		const error = noResponseError(request, 'socket hang up', 'ECONNRESET', wasSent);
		expect(error.message).toBe('No response from Pharlo to the request to do it: socket hang up');
		expect(error.description).toBe(description);
		expect([error.status, error.code, error.isTransient]).toEqual([undefined, 'ECONNRESET', true]);
	});

	test.each([
		['CERT_HAS_EXPIRED', false],
		['DEPTH_ZERO_SELF_SIGNED_CERT', false],
		['ERR_TLS_CERT_ALTNAME_INVALID', false],
		['SELF_SIGNED_CERT_IN_CHAIN', false],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false],
		['ECONNREFUSED', true],
		['ENOTFOUND', true],
		['ETIMEDOUT', true],
		[undefined, true],
	])('that no response came because of %s, which may pass: %p', (code, expected) => {
		const error = noResponseError({ intent: 'do it' }, 'Because', code, false);
		expect(error.isTransient).toBe(expected);
	});

	test.each<[unknown, boolean]>([
		['<html><h1>Please log in</h1></html>', false],
		['\n <!DOCTYPE html>', false],
		['Please log in', false],
		['{"id":"a1","sta', true],
		[' [{"id":', true],
		['', true],
		[' \n', true],
		[undefined, true],
		[{ id: 7 }, true],
	])('that a response is not readable: %j may be another one soon: %p', (body, expected) => {
		expect(unreadableError({ intent: 'do it' }, body).isTransient).toBe(expected);
	});

	test.each([
		[
			{ intent: 'do it' },
			'Something other than Pharlo may have answered. Check the Base URL in the n8n credential.',
		],
		[{ intent: 'do it', onUnknownOutcome: 'Check it.' }, 'Check it.'],
	])('that a response is not readable: %j', (request, description) => {
		const error = unreadableError(request);
		expect(error.message).toBe("Pharlo's response to the request to do it is not readable");
		expect([error.description, error.status]).toEqual([description, undefined]);
	});
});

describe('outcome', () => {
	const request: Intent = { intent: 'do it', onUnknownOutcome: 'Check it.' };
	const rejected = (status: number): ApiError => rejectedError({ status, details: {} }, request);

	test.each<[string, ApiError, ApiErrorFacts['outcome']]>([
		['400', rejected(400), 'nothing'],
		['429', rejected(429), 'nothing'],
		['499', rejected(499), 'nothing'],
		['500', rejected(500), 'unknown'],
		['504', rejected(504), 'unknown'],
		['no response', noResponseError(request, 'reset', 'ECONNRESET', true), 'unknown'],
		['not sent', noResponseError(request, 'refused', 'ECONNREFUSED', false), 'nothing'],
		['a response that is not readable', unreadableError(request), 'unknown'],
		['a rejection after a try that may have succeeded', uncertain(request), 'unknown'],
		['the same for a request that only reads', uncertain({ intent: 'read' }), 'nothing'],
	])('of %s', (_name, error, expected) => {
		expect(error.outcome).toBe(expected);
	});

	function uncertain(intent: Intent): ApiError {
		return uncertainError(rejected(402), intent);
	}

	test('an earlier try that may have succeeded is said before the advice of the last one', () => {
		const error = uncertain(request);
		expect(error.description).toBe(
			'An earlier try may have succeeded. Check it. Top up or raise the limit in the Pharlo console.',
		);
		expect(error).toMatchObject({ status: 402, message: rejected(402).message });
	});

	test.each([
		[400, ' Nothing was changed.'],
		[402, ' Nothing was changed.'],
		[422, ' Nothing was changed.'],
		[404, ''],
		[500, ''],
	])('what may be added to %i', (status, expected) => {
		expect(reassurance(rejected(status))).toBe(expected);
	});
});

describe('advice', () => {
	const FIELDS = 'Correct the fields that Pharlo names.';
	const STATE = 'This is not possible in the present state. Check it with Get, then try again.';
	const UNDOCUMENTED =
		'Pharlo does not document this response. Check the Base URL in the n8n credential.';
	const FAULT = 'Pharlo had a fault. Try again in a few minutes.';

	test.each<[number, Partial<Intent>, Partial<Problem>, string]>([
		[400, {}, {}, FIELDS],
		[422, {}, { details: { a: [] } }, FIELDS],
		[
			422,
			{},
			{},
			'If this is about the connection, activate it with Connection → Update or renew it with Connection → Refresh Token. Otherwise correct what the message names.',
		],
		[409, {}, {}, STATE],
		[409, { onConflict: 'It is in use.' }, {}, 'It is in use.'],
		[409, { stateRule: 'Only early.' }, {}, 'Only early. Check its status with Get.'],
		[
			409,
			{ stateRule: 'Only early.', onConflict: 'It is in use.' },
			{ message: 'Wrong in status "pending"' },
			'Only early. This one is pending: it can be updated or cancelled.',
		],
		[429, {}, {}, 'Too many requests. Wait a while, or send fewer items at a time.'],
		[429, {}, { retryAfterMs: 6001 }, 'Too many requests. Pharlo asks to wait 7 seconds.'],
		[429, {}, { retryAfterMs: 0 }, 'Too many requests. Pharlo asks to wait 0 seconds.'],
		[302, {}, {}, UNDOCUMENTED],
		[499, {}, {}, UNDOCUMENTED],
		[500, {}, {}, FAULT],
		[502, {}, {}, FAULT],
		[500, { onUnknownOutcome: 'Check it.' }, {}, 'Check it.'],
		[499, { onUnknownOutcome: 'Check it.' }, {}, UNDOCUMENTED],
	])('%i, %j, %j', (status, request, problem, expected) => {
		const error = rejectedError(
			{ status, details: {}, ...problem },
			{ intent: 'do it', ...request },
		);
		expect(error.description).toBe(expected);
	});

	test.each<[Partial<Problem>, string]>([
		[{}, 'Not enough Pharlo credits to do it: HTTP 402 without an explanation'],
		[{ message: 'M' }, 'Not enough Pharlo credits to do it: M'],
		[{ message: 'M', creditsRequired: 3 }, 'Not enough Pharlo credits to do it: 3 needed'],
		[{ message: 'M', creditsBalance: 0 }, 'Not enough Pharlo credits to do it: 0 left'],
		[
			{ code: 'user_spending_limit_exceeded', creditsRequired: 3, creditsBalance: 9 },
			'Your Pharlo spending limit is too low to do it: 3 needed, 9 left',
		],
	])('402, %j', (problem, expected) => {
		const error = rejectedError({ status: 402, details: {}, ...problem }, { intent: 'do it' });
		expect(error.message).toBe(expected);
		expect(error.description).toBe('Top up or raise the limit in the Pharlo console.');
	});

	function advise(status: number, body: unknown = { error: 'Because.' }) {
		return rejectedError(parse(status, body), {
			intent: 'create the assignment',
			onUnknownOutcome: 'It may exist. Check first.',
		});
	}

	test.each([
		[400, 'Pharlo did not create the assignment: Because.', 'Correct the fields'],
		[401, 'Pharlo does not accept the API key: Because.', 'Settings → Credentials'],
		[402, 'Not enough Pharlo credits to create the assignment: Because.', 'Top up'],
		[403, 'Pharlo did not create the assignment: Because.', 'not allowed to do this'],
		[404, 'Pharlo did not create the assignment: Because.', 'Check the ID'],
		[409, 'Pharlo did not create the assignment: Because.', 'present state'],
		[418, 'Pharlo did not create the assignment: Because.', 'does not document'],
		[422, 'Pharlo did not create the assignment: Because.', 'Refresh Token'],
		[429, 'Pharlo did not create the assignment: Because.', 'Too many requests'],
		[500, 'Pharlo did not create the assignment: Because.', 'It may exist. Check first.'],
		[503, 'Pharlo did not create the assignment: Because.', 'It may exist. Check first.'],
	])('%i', (status, message, description) => {
		const advice = advise(status);
		expect(advice.message).toBe(message);
		expect(advice.description).toContain(description);
	});

	test('422 with field errors refers to the fields', () => {
		const body = { error: 'Validation failed', details: { title: ['Too long.'] } };
		expect(advise(422, body).description).toContain('Correct the fields');
	});

	test('402 includes the amounts', () => {
		const body = { error: 'insufficient_credits', credits_required: 3, credits_balance: 1 };
		expect(advise(402, body).message).toBe(
			'Not enough Pharlo credits to create the assignment: 3 needed, 1 left',
		);
	});

	test('402 for a spending limit refers to the limit', () => {
		const body = { error: 'user_spending_limit_exceeded', message: 'Monthly limit reached' };
		expect(advise(402, body).message).toBe(
			'Your Pharlo spending limit is too low to create the assignment: Monthly limit reached',
		);
	});
});
