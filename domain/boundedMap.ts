/**
 * A map that forgets its oldest entry when it has more than `limit`, so that what a process remembers
 * does not grow for as long as n8n runs. Setting a key makes it the newest; reading it does not.
 */
export class BoundedMap<K, V> {
	readonly #entries = new Map<K, V>();

	/** @param limit the number of entries that are kept */
	constructor(readonly limit: number) {}

	get size(): number {
		return this.#entries.size;
	}

	get(key: K): V | undefined {
		return this.#entries.get(key);
	}

	set(key: K, value: V): void {
		this.#entries.delete(key);
		this.#entries.set(key, value);
		const [oldest] = this.#entries.keys();
		if (this.#entries.size > this.limit && oldest !== undefined) this.#entries.delete(oldest);
	}

	delete(key: K): void {
		this.#entries.delete(key);
	}
}
