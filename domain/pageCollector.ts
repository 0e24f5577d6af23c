/** A page of a list, as it was when it was read. */
export interface ListPage<T> {
	readonly items: readonly T[];
	/** The length of the whole list at that time. */
	readonly total: number;
	/** When the first and the last item of the page were created, as Pharlo says it. */
	readonly created: readonly [unknown, unknown];
}

interface Read<T> extends ListPage<T> {
	readonly page: number;
	readonly keys: ReadonlySet<unknown>;
	/** Tell which of two reads came first; neither did where they overlap. */
	readonly started: number;
	readonly ended: number;
}

/** What identifies an item. Not everything that Pharlo lists is documented to have an ID. */
export function itemKey(item: { readonly id?: unknown }): unknown {
	return item.id ?? JSON.stringify(item);
}

/**
 * Decides which pages of a list to read, several at a time, while the list may change.
 *
 * An item that leaves moves those behind it towards the front, so pages are read from the last to the
 * first: what moves is still to come. A new item at the front moves all others towards the end, so once
 * the list grows, the remaining pages are read from the front. Two neighboring pages have lost nothing
 * between them if the list was at least as long when the second was read, or if they share an item.
 * Wherever that is not so, the pages around the gap are read again. The list is complete when pages
 * without a gap lead from its first item to its last. Pharlo does not document the order of its lists,
 * so the times of creation tell at which end new items come.
 */
export class PageCollector<T extends { readonly id?: unknown }> {
	readonly #reads: Array<Read<T>> = [];
	/** By page: when its read started, and how long the list was known to be. */
	readonly #underWay = new Map<number, { started: number; total: number }>();
	/** By the read behind a gap: the pages that were read again to close it. */
	readonly #tried = new Map<Read<T>, Set<number>>();
	/** The reads of the first and of the last page so far. */
	#front: Read<T> | undefined;
	#back: Read<T> | undefined;
	#clock = 0;
	#total = 0;
	#hasGrown = false;
	#hasShrunk = false;
	/** Whether neighboring pages share more items than the length explains: some moved, or as many came as left. */
	#isShuffled = false;
	/** A list that changes faster than it is read is not followed forever. */
	#readsLeft = Infinity;

	/**
	 * @param size items on a page
	 * @param max how many items are wanted at most, from the front
	 */
	constructor(
		readonly size: number,
		readonly max: number,
	) {}

	add(page: number, read: ListPage<T>): void {
		const ended = ++this.#clock;
		const { started, total } = this.#underWay.get(page) ?? { started: ended, total: read.total };
		if (this.#reads.length === 0) this.#readsLeft = 2 * this.#pagesOf(read.total) + 8;
		if (read.total > total || (page === 1 && this.#hasNewInFront(read))) this.#hasGrown = true;
		if (read.total < total) this.#hasShrunk = true;
		this.#underWay.delete(page);
		this.#readsLeft -= 1;
		this.#total = read.total;
		const added = { ...read, page, keys: new Set(read.items.map(itemKey)), started, ended };
		if (this.#reads.some((other) => overlapsTooFar(added, other))) this.#isShuffled = true;
		this.#reads.push(added);
		if (page <= (this.#front?.page ?? page)) this.#front = added;
		if (page >= (this.#back?.page ?? page) && read.items.length > 0) this.#back = added;
	}

	/** The page to read next; undefined if there is none, or none before those under way have come. */
	nextPage(): number | undefined {
		if (this.#readsLeft <= this.#underWay.size) return undefined;
		const page = this.#unreadPage() ?? (this.#underWay.size === 0 ? this.#pageInGap() : undefined);
		if (page !== undefined) {
			this.#underWay.set(page, { started: ++this.#clock, total: this.#total });
		}
		return page;
	}

	/**
	 * Whether everything was found that was in the list all the time. Uncertain if gaps remain, if the
	 * list both grew and shrank at its front, or if items changed their places.
	 */
	get isCertain(): boolean {
		if (!this.#isComplete(this.#readsFromStart())) return false;
		const all = this.#reads.flatMap(({ items }) => items).length;
		const unique = uniqueItems(this.#reads).length;
		// What came twice took the place of another item, unless there were new ones.
		const isShort = unique < Math.min(this.#total, this.max) && unique < all;
		if (isShort && !this.#hasGrown) return false;
		if (this.#startsWithOldest()) return true;
		return !this.#isShuffled && !(this.#hasGrown && this.#hasShrunk);
	}

	/** All items once, in the order of the list. */
	items(): T[] {
		const start = ({ page, total }: Read<T>): number => (page - 1) * this.size - total;
		return uniqueItems([...this.#reads].sort((a, b) => start(a) - start(b)));
	}

	#pagesOf(total: number): number {
		return Math.ceil(Math.min(total, this.max) / this.size);
	}

	#unreadPage(): number | undefined {
		const known = new Set([...this.#reads.map(({ page }) => page), ...this.#underWay.keys()]);
		const last = this.#pagesOf(this.#total);
		const isFromFront = this.#hasGrown && !this.#startsWithOldest();
		for (let count = 1; count <= last; count++) {
			const page = isFromFront ? count : last + 1 - count;
			if (!known.has(page)) return page;
		}
		return undefined;
	}

	/** A page that may hold what is missing; undefined if nothing is, or if it cannot be found. */
	#pageInGap(): number | undefined {
		const found = this.#readsFromStart();
		if (this.#isComplete(found)) return undefined;
		const behind = this.#reads
			.filter((read) => !found.has(read))
			.sort((a, b) => a.page - b.page || b.ended - a.ended);
		for (const read of behind) {
			const tried = this.#tried.get(read) ?? new Set();
			const page = this.#pagesBefore(read).find((candidate) => !tried.has(candidate));
			this.#tried.set(read, tried.add(page ?? 0));
			if (page !== undefined) return page;
		}
		const last = Math.max(...[...found].map(({ page }) => page));
		return behind.length > 0 || last * this.size >= this.#total ? last : last + 1;
	}

	/** The pages that may now hold the item before the first one of this read, the likeliest first. */
	#pagesBefore({ page, total }: Read<T>): number[] {
		const grown = Math.max(0, this.#total - total);
		const first = (page - 1) * this.size + grown;
		const pages = [Math.floor((first - 1) / this.size) + 1, Math.floor(first / this.size) + 1];
		return [...pages, page - 1, page].filter((candidate) => candidate > 0);
	}

	/** The reads that no gap divides from the start of the list. */
	#readsFromStart(): Set<Read<T>> {
		const found = new Set(this.#reads.filter(({ page }) => page === 1));
		for (const read of found) {
			for (const other of this.#reads) {
				if (!found.has(other) && this.#areLinked(read, other)) found.add(other);
			}
		}
		return found;
	}

	#areLinked(a: Read<T>, b: Read<T>): boolean {
		if (a.page > b.page) return this.#areLinked(b, a);
		const distance = b.page - a.page;
		if (distance === 1 && this.#losesNothing(a, b)) return true;
		if (distance > 1 + Math.abs(b.total - a.total) / this.size) return false;
		return [...b.keys].some((key) => a.keys.has(key));
	}

	#losesNothing(front: Read<T>, behind: Read<T>): boolean {
		// By then, one of them may have passed the other.
		if (Math.abs(behind.total - front.total) > 2 * this.size) return false;
		if (!this.#startsWithOldest()) return behind.total >= front.total;
		// New items come at the end and move nothing, but hide in the total how many have left.
		if (behind.ended < front.started) return true;
		if (this.#isShuffled) return false;
		if (this.#hasShrunk) return !this.#hasGrown && behind.total >= front.total;
		return !this.#hasGrown || front.ended > behind.started;
	}

	#isComplete(found: ReadonlySet<Read<T>>): boolean {
		const reads = [...found];
		return (
			reads.some(({ page, total }) => page * this.size >= total) ||
			uniqueItems(reads).length >= this.max
		);
	}

	#hasNewInFront({ items }: ListPage<T>): boolean {
		const known = this.#reads.find(({ page }) => page === 1)?.keys;
		return known !== undefined && items.findIndex((item) => known.has(itemKey(item))) > 0;
	}

	#startsWithOldest(): boolean {
		const [first, last] = [this.#front?.created[0], this.#back?.created[1]];
		return Date.parse(String(first)) < Date.parse(String(last));
	}
}

function overlapsTooFar<T>(a: Read<T>, b: Read<T>): boolean {
	if (a.page > b.page) return overlapsTooFar(b, a);
	if (b.page !== a.page + 1) return false;
	const shared = [...b.keys].filter((key) => a.keys.has(key)).length;
	return shared > Math.max(0, b.total - a.total);
}

/** The items of all pages, each once. On one page, items without an ID may be alike and still be two. */
export function uniqueItems<T extends { readonly id?: unknown }>(
	pages: ReadonlyArray<{ readonly items: readonly T[] }>,
): T[] {
	const seen = new Set<unknown>();
	return pages.flatMap(({ items }) => {
		const fresh = items.filter((item) => {
			const isFresh = !seen.has(itemKey(item));
			if (item.id !== undefined && item.id !== null) seen.add(item.id);
			return isFresh;
		});
		for (const item of fresh) seen.add(itemKey(item));
		return fresh;
	});
}
