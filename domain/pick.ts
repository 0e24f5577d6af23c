/**
 * An object with some of its keys, in this order.
 *
 * @param names null where the object does not have them
 * @param ifPresent left out where the object does not have them
 */
export function pick<V>(
	json: Readonly<Record<string, V>>,
	names: readonly string[],
	ifPresent: readonly string[],
): Record<string, V | null> {
	const present = ifPresent.filter((name) => json[name] !== undefined);
	return Object.fromEntries([...names, ...present].map((name) => [name, json[name] ?? null]));
}
