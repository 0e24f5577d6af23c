/** A fetched page of a list. */
export interface CollectedPage<T> {
	/** Counted from 1. */
	readonly page: number;
	/** The length of the list when the page was fetched. */
	readonly total: number;
	/** The items of the page, or the parts of them that are kept. */
	readonly items: readonly T[];
	/** When the first and the last of them were created, as Pharlo says it. */
	readonly created: readonly [unknown, unknown];
}

/** A range of positions in the list; `to` is exclusive. */
interface Range {
	readonly from: number;
	readonly to: number;
}

/**
 * Assembles a list from pages that are fetched several at a time while the list may grow.
 *
 * In a list that starts with the newest item, a new item moves the others towards the end: an item may
 * come twice, or move from a page that was not fetched yet to one that was. So every page is placed by
 * how much the list has grown since the beginning, which shows the gaps. In a list that starts with
 * the oldest item nothing moves. Pharlo does not document the order of its lists, so the times of
 * creation decide.
 */
export class PageCollector<T extends { readonly id?: unknown }> {
	readonly #pages: Array<CollectedPage<T>> = [];

	/**
	 * @param total the length of the list at the beginning
	 * @param size items on a page
	 */
	constructor(
		readonly total: number,
		readonly size: number,
	) {}

	add(page: CollectedPage<T>): void {
		this.#pages.push(page);
	}

	/** The pages to fetch so that no item is missed that was there at the beginning. */
	missingPages(): number[] {
		const longest = Math.max(...this.#pages.map(({ total }) => total));
		const grown = this.#startsWithOldest() ? 0 : longest - this.total;
		const pages = new Set<number>();
		for (const { from, to } of this.#gaps()) {
			const first = Math.floor((from + grown) / this.size) + 1;
			const last = Math.floor((to - 1 + grown) / this.size) + 1;
			for (let page = first; page <= last; page++) pages.add(page);
		}
		return [...pages];
	}

	/** All items once, in the order of the list. */
	items(): T[] {
		const pages = [...this.#pages].sort((a, b) => this.#start(a) - this.#start(b));
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

	/** The position of a page's first item at the beginning; below 0 if it was not there yet. */
	#start({ page, total }: CollectedPage<T>): number {
		const moved = this.#startsWithOldest() ? 0 : total - this.total;
		return (page - 1) * this.size - moved;
	}

	#startsWithOldest(): boolean {
		const pages = [...this.#pages].sort((a, b) => a.page - b.page);
		const first = pages[0]?.created[0];
		const last = pages.at(-1)?.created[1];
		return Date.parse(String(first)) < Date.parse(String(last));
	}

	#gaps(): Range[] {
		const ranges = this.#pages
			.map((page) => this.#start(page))
			.map((from) => ({ from, to: from + this.size }))
			.sort((a, b) => a.from - b.from);
		const gaps: Range[] = [];
		let reached = 0;
		for (const { from, to } of ranges) {
			if (from > reached) gaps.push({ from: reached, to: Math.min(from, this.total) });
			reached = Math.max(reached, to);
		}
		if (reached < this.total) gaps.push({ from: reached, to: this.total });
		return gaps.filter(({ from, to }) => from < to);
	}
}
