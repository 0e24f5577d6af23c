import { alreadyExisted, findByKey } from '../../domain/idempotency.ts';

const NOW = { date: 'Sun, 22 Nov 2026 10:00:10 GMT' };

test.each([
	['200 says so', 200, NOW, '2026-11-22T10:00:10Z', 0, true],
	['created this very second', 201, NOW, '2026-11-22T10:00:10Z', 100, false],
	['created while we asked', 201, NOW, '2026-11-22T10:00:03Z', 6000, false],
	['older than our request', 201, NOW, '2026-11-22T10:00:03Z', 4000, true],
	['much older', 201, NOW, '2025-01-01T00:00:00Z', 100, true],
	['as old as clocks allow', 201, NOW, '2026-11-22T10:00:08Z', 0, false],
	['older than clocks allow', 201, NOW, '2026-11-22T10:00:07.999Z', 0, true],
	['another status', 202, NOW, '2026-11-22T10:00:10Z', 0, true],
	['no date in the answer', 201, {}, '2025-01-01T00:00:00Z', 100, false],
	['no date in the assignment', 201, NOW, undefined, 100, false],
])('%s', (_name, status, headers, createdAt, askedFor, expected) => {
	expect(alreadyExisted(status, headers, createdAt, askedFor)).toBe(expected);
});

test('the key decides; without it only a single candidate under an external ID of ours does', () => {
	const named = { id: 'a', idempotencyKey: 'k1' };
	expect(findByKey([{ id: 'x', idempotencyKey: 'k2' }, named], 'k1', 'row-1')).toBe(named);
	expect(findByKey([{ id: 'x', idempotencyKey: 'k2' }], 'k1', 'k1')).toBeUndefined();
	const bare = { id: 'b' };
	expect(findByKey([bare], 'k1', 'k1')).toBe(bare);
	expect(findByKey([bare, { id: 'c' }], 'k1', 'k1')).toBeUndefined();
	expect(findByKey([], 'k1', 'k1')).toBeUndefined();
});

test('an external ID of the user may have been used for another post', () => {
	expect(findByKey([{ id: 'b' }], 'k1', 'customer-1')).toBeUndefined();
});

test('a row that has a key of its own is no candidate', () => {
	const bare = { id: 'b', idempotencyKey: null };
	expect(findByKey([{ id: 'a', idempotencyKey: 'k2' }, bare], 'k1', 'k1')).toBe(bare);
});
