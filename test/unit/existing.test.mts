import { alreadyExisted, findByKey } from '../../domain/idempotency.ts';

const NOW = { date: 'Sun, 22 Nov 2026 10:00:10 GMT' };

test.each([
	['200 means that it existed', 200, NOW, '2026-11-22T10:00:10Z', 0, true],
	['created in the same second', 201, NOW, '2026-11-22T10:00:10Z', 100, false],
	['created during our request', 201, NOW, '2026-11-22T10:00:03Z', 6000, false],
	['older than our request', 201, NOW, '2026-11-22T10:00:03Z', 4000, true],
	['much older', 201, NOW, '2025-01-01T00:00:00Z', 100, true],
	['no date in the response', 201, {}, '2025-01-01T00:00:00Z', 100, false],
	['no date in the assignment', 201, NOW, undefined, 100, false],
])('%s', (_name, status, headers, createdAt, durationMs, expected) => {
	expect(alreadyExisted(status, headers, createdAt, durationMs)).toBe(expected);
});

test('matches by key; without a key only a single candidate with our generated external ID', () => {
	const named = { id: 'a', idempotencyKey: 'k1' };
	expect(findByKey([{ id: 'x', idempotencyKey: 'k2' }, named], 'k1', 'row-1')).toBe(named);
	expect(findByKey([{ id: 'x', idempotencyKey: 'k2' }], 'k1', 'k1')).toBeUndefined();
	const bare = { id: 'b' };
	expect(findByKey([bare], 'k1', 'k1')).toBe(bare);
	expect(findByKey([bare, { id: 'c' }], 'k1', 'k1')).toBeUndefined();
	expect(findByKey([], 'k1', 'k1')).toBeUndefined();
});

test('does not match by an external ID of the user, which may belong to another post', () => {
	expect(findByKey([{ id: 'b' }], 'k1', 'customer-1')).toBeUndefined();
});
