import { rejectedError } from '../../domain/advice.ts';
import { parseProblem, summarizeProblem } from '../../domain/problem.ts';

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

describe('advice', () => {
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
