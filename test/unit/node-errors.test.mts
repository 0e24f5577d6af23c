import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ApiError, InvalidInputError, type ApiErrorFacts } from '../../domain/errors.ts';
import { toNodeError, type NodeError } from '../../nodes/Pharlo/transport/nodeErrors.ts';
import { pharloNode } from '../harness/execute-context.mts';

const NODE = pharloNode();
const api = (facts?: ApiErrorFacts): ApiError => new ApiError('What happened', 'What to do', facts);
const failureOf = (facts: ApiErrorFacts): NodeError['failure'] =>
	toNodeError(NODE, api(facts)).failure;

describe('a request that failed', () => {
	it.each<[string, ApiErrorFacts, string | null]>([
		['with a status has it', { status: 404 }, '404'],
		['with a status and a code has the status', { status: 402, code: 'limit_exceeded' }, '402'],
		['with a code of the system has that', { code: 'ECONNRESET' }, 'ECONNRESET'],
		['with neither has none', {}, null],
	])('%s', (_name, facts, httpCode) => {
		const error = toNodeError(NODE, api(facts));
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			node: NODE,
			message: 'What happened',
			description: 'What to do',
			httpCode,
		});
		expect(error.errorResponse).toMatchObject({
			message: 'What happened',
			code: facts.code ?? null,
		});
	});

	it('keeps its details, as a copy', () => {
		const details = { title: ['Too long.', 'Odd.'], tags: [] };
		const error = toNodeError(NODE, api({ status: 400, details }));
		const kept = error.errorResponse?.details as typeof details;
		expect(kept).toEqual(details);
		expect(kept.title).not.toBe(details.title);
	});

	it.each([
		[5000, true],
		[5001, false],
	])('keeps details of %i characters: %p', (length, isKept) => {
		const frame = JSON.stringify({ title: [''] }).length;
		const details = { title: ['x'.repeat(length - frame)] };
		expect(JSON.stringify(details)).toHaveLength(length);
		const error = toNodeError(NODE, api({ status: 400, details }));
		expect(error.errorResponse).toHaveProperty('details', isKept ? details : {});
		expect(error).toMatchObject({ message: 'What happened', description: 'What to do' });
	});

	it.each<[ApiErrorFacts, NodeError['failure']]>([
		[{ status: 401 }, { cause: 'credential-invalid' }],
		[{ status: 401, code: 'insufficient_credits' }, { cause: 'credential-invalid' }],
		[{ status: 402, code: 'insufficient_credits' }, { cause: 'quota-exhausted' }],
		[{ status: 402, code: 'user_spending_limit_exceeded' }, undefined],
		[{ status: 402 }, undefined],
		[{ status: 429 }, { cause: 'rate-limited' }],
		[
			{ status: 429, retryAfterMs: 0 },
			{ cause: 'rate-limited', retryAfterMs: 0 },
		],
		[
			{ status: 429, retryAfterMs: 7000 },
			{ cause: 'rate-limited', retryAfterMs: 7000 },
		],
		[{ status: 503 }, { cause: 'temporarily-unavailable' }],
		[{ status: 503, retryAfterMs: 7000 }, { cause: 'temporarily-unavailable' }],
		...[400, 403, 404, 409, 422, 428, 430, 500, 502, 504].map(
			(status): [ApiErrorFacts, undefined] => [{ status, retryAfterMs: 7000 }, undefined],
		),
		[{ code: 'ECONNRESET' }, undefined],
		[{}, undefined],
	])('%j declares the failure %j', (facts, failure) => {
		expect(failureOf(facts)).toStrictEqual(failure);
	});
});

test('invalid input becomes an operation error', () => {
	const error = toNodeError(NODE, new InvalidInputError("'Title' is empty", 'Enter a title.'));
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({
		node: NODE,
		message: "'Title' is empty",
		description: 'Enter a title.',
		failure: undefined,
	});
});

describe('wording', () => {
	// n8n replaces a message that contains one of these.
	const WORDS = ['EPERM', 'ENOENT', 'EEXIST', 'EACCES', 'ECONNREFUSED', 'ETIMEDOUT', 'getaddrinfo'];

	it.each(WORDS)('with %s stays ours', (word) => {
		const [message, description] = [`${word}: what happened`, `${word}: what to do`];
		for (const error of [
			new InvalidInputError(message, description),
			new ApiError(message, description),
			new ApiError(message, description, { code: word }),
			new ApiError(message, description, { status: 500, code: word }),
		]) {
			expect(toNodeError(NODE, error)).toMatchObject({ message, description });
		}
	});

	it('stays ours where message and description are the same', () => {
		for (const error of [
			new InvalidInputError('Same', 'Same'),
			new ApiError('Same', 'Same', { status: 404 }),
		]) {
			expect(toNodeError(NODE, error)).toMatchObject({ message: 'Same', description: 'Same' });
		}
	});
});

describe("n8n's own errors", () => {
	it.each([
		['NodeOperationError', new NodeOperationError(NODE, 'Own')],
		['NodeApiError', new NodeApiError(NODE, { message: 'Own' }, { httpCode: '404' })],
	])('are returned as they are: %s', (_name, own) => {
		const before = { ...own };
		expect(toNodeError(NODE, own)).toBe(own);
		expect({ ...own }).toEqual(before);
	});
});

describe('anything else', () => {
	it('that is an error becomes the cause of an operation error', () => {
		const cause = new TypeError('No such method');
		const error = toNodeError(NODE, cause);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ node: NODE, message: 'No such method', cause });
	});

	it.each([
		['a text', 'a text'],
		['', ''],
		[undefined, 'undefined'],
		[null, 'null'],
		[7, '7'],
	])('such as %p becomes an operation error', (thrown, message) => {
		const error = toNodeError(NODE, thrown);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe(message);
	});
});

describe('the item', () => {
	const THROWN: Array<[string, () => unknown]> = [
		['ApiError', () => api({ status: 404 })],
		['InvalidInputError', () => new InvalidInputError('What happened', 'What to do')],
		['NodeOperationError', () => new NodeOperationError(NODE, 'What happened')],
		['Error', () => new Error('What happened')],
	];

	it.each(THROWN)('is in the context of an error from %s, not in its message', (_name, make) => {
		for (const itemIndex of [0, 7]) {
			const error = toNodeError(NODE, make(), itemIndex);
			expect(error.context.itemIndex).toBe(itemIndex);
			expect(error.message).toBe('What happened');
		}
	});

	it.each(THROWN)('is not set where there is none: %s', (_name, make) => {
		expect(toNodeError(NODE, make()).context.itemIndex).toBeUndefined();
	});

	it("stays in n8n's own error where it was set before", () => {
		const own = new NodeOperationError(NODE, 'Own', { itemIndex: 3 });
		expect(toNodeError(NODE, own).context.itemIndex).toBe(3);
	});
});
