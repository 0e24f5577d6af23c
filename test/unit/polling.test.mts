import { nextInterval } from '../../nodes/Pharlo/actions/assignment/waitForCompletion.operation.ts';

test.each([
	[20, 0, 15_000],
	[20, 0.5, 20_000],
	[20, 1, 25_000],
	[24, 0, 18_000],
	[24, 1, 30_000],
	[1, 1, 15_000],
	[600, 0, 450_000],
])('every %d s, random %d: %d ms', (seconds, random, milliseconds) => {
	expect(nextInterval(seconds, random)).toBe(milliseconds);
});
