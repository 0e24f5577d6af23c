/**
 * Puts an entry into a memory as its newest one. Where there are more than the limit the oldest is
 * forgotten, so that no memory grows with the life of n8n.
 */
export function setNewest<K, V>(memory: Map<K, V>, key: K, value: V, limit: number): void {
	memory.delete(key);
	memory.set(key, value);
	const [oldest] = memory.keys();
	if (memory.size > limit && oldest !== undefined) memory.delete(oldest);
}
