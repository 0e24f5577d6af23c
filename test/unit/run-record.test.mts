import { ApiError } from '../../domain/errors.ts';
import type { PharloContext, PharloRequest } from '../../nodes/Pharlo/transport/request.ts';
import { RunRecord } from '../../nodes/Pharlo/transport/runRecord.ts';

const request = (method: 'GET' | 'POST'): PharloRequest => ({ method, path: [], intent: 'try' });
const error = (outcome: 'nothing' | 'unknown') => new ApiError('Failed', '', { outcome });

function recordWith(context: object = {}): RunRecord {
	return new RunRecord(context as PharloContext);
}

test('a run that has sent nothing has changed nothing', () => {
	expect(recordWith().mayHaveChanged).toBe(false);
});

test.each([
	['GET', false],
	['POST', true],
] as const)('a %s that succeeded may have changed something: %p', (method, expected) => {
	const record = recordWith();
	expect(record.done(request(method), 'response')).toBe('response');
	expect(record.mayHaveChanged).toBe(expected);
});

test.each([
	['GET', error('unknown'), false],
	['POST', error('nothing'), false],
	['POST', new Error('another'), false],
	['POST', error('unknown'), true],
] as const)(
	'a %s that failed with %p may have changed something: %p',
	(method, failed, expected) => {
		const record = recordWith();
		expect(record.failed(request(method), failed)).toBe(failed);
		expect(record.mayHaveChanged).toBe(expected);
	},
);

test('each hint is shown once, and none where there are none', () => {
	const shown: unknown[] = [];
	const record = recordWith({ addExecutionHints: (hint: unknown) => shown.push(hint) });
	for (const message of ['a', 'b', 'a']) record.warn(message);
	expect(shown).toEqual(
		['a', 'b'].map((message) => ({ message, location: 'outputPane', type: 'warning' })),
	);
	expect(() => recordWith().warn('a')).not.toThrow();
});
