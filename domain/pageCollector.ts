/** A page of a list, as it was read. */
export interface ReadPage<T> {
	/** Counted from 1. */
	readonly page: number;
	/** How long the list was at that moment. */
	readonly total: number;
	/** What is kept of the items. */
	readonly items: readonly T[];
	/** When the first and the last of them were created, as Pharlo says it. */
	readonly created: readonly [unknown, unknown];
}

interface Range {
	readonly from: number;
	/** Exclusive. */
	readonly to: number;
}

/**
 * Puts the pages of a list together that was read several pages at a time while it may have grown.
 *
 * In a list that begins with the newest, what is added pushes the rest towards the end: an item may be
 * read twice, or slip from a page that was not read yet to one that was. So every page is placed by
 * how much the list had grown since the beginning, which shows the holes. In a list that begins with
 * the oldest nothing moves. In which order Pharlo lists is not documented, so the times decide.
 */
export class Coverage<T extends { readonly id?: unknown }> {
	readonly #read: Array<ReadPage<T>> = [];

	/**
	 * @param total how long the list was when reading began
	 * @param size items on a page
	 */
	constructor(
		readonly total: number,
		readonly size: number,
	) {}

	add(page: ReadPage<T>): void {
		this.#read.push(page);
	}

	/** Pages to be read so that nothing is missed that was there when reading began. */
	missingPages(): number[] {
		const longest = Math.max(...this.#read.map(({ total }) => total));
		const grown = this.#beginsWithOldest() ? 0 : longest - this.total;
		const pages = new Set<number>();
		for (const { from, to } of this.#holes()) {
			const first = Math.floor((from + grown) / this.size) + 1;
			const last = Math.floor((to - 1 + grown) / this.size) + 1;
			for (let page = first; page <= last; page++) pages.add(page);
		}
		return [...pages];
	}

	/** All items once, in the order of the list. */
	items(): T[] {
		const pages = [...this.#read].sort((a, b) => this.#start(a) - this.#start(b));
		const seen = new Set<unknown>();
		return pages.flatMap(({ items }) =>
			items.filter(({ id }) => {
				if (id === undefined || id === null) return true;
				const isNew = !seen.has(id);
				seen.add(id);
				return isNew;
			}),
		);
	}

	/** The place that the first item of a page had when reading began; below 0 if it was not there. */
	#start({ page, total }: ReadPage<T>): number {
		const moved = this.#beginsWithOldest() ? 0 : total - this.total;
		return (page - 1) * this.size - moved;
	}

	#beginsWithOldest(): boolean {
		const pages = [...this.#read].sort((a, b) => a.page - b.page);
		const first = pages[0]?.created[0];
		const last = pages.at(-1)?.created[1];
		return Date.parse(String(first)) < Date.parse(String(last));
	}

	#holes(): Range[] {
		const ranges = this.#read
			.map((page) => this.#start(page))
			.map((from) => ({ from, to: from + this.size }))
			.sort((a, b) => a.from - b.from);
		const holes: Range[] = [];
		let reached = 0;
		for (const { from, to } of ranges) {
			if (from > reached) holes.push({ from: reached, to: Math.min(from, this.total) });
			reached = Math.max(reached, to);
		}
		if (reached < this.total) holes.push({ from: reached, to: this.total });
		return holes.filter(({ from, to }) => from < to);
	}
}
