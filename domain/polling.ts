/** Nothing is published sooner than this, so an earlier look would only cost a credit. */
export const FIRST_LOOK_MS = 10_000;

/** Looking more often than this costs credits and tells nothing new. */
export const SHORTEST_INTERVAL_SECONDS = 15;

/**
 * How long to wait before the next look, spread by a quarter either way: many executions that began
 * at the same time must not ask at the same time for ever.
 *
 * @param everySeconds what the user wants on average
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function untilNextLook(everySeconds: number, random: number): number {
	const spread = everySeconds * (0.75 + random / 2);
	return Math.max(spread, SHORTEST_INTERVAL_SECONDS) * 1000;
}
