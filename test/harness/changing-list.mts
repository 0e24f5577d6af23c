import type { IDataObject } from 'n8n-workflow';

import {
	collectPages,
	pageSchema,
	toPage,
	type Page,
} from '../../nodes/Pharlo/transport/pagination.ts';

/** What happens to a list between two reads of it. */
export type Change =
	| { readonly kind: 'arrive' }
	/** `at` is a share of the list's length. */
	| { readonly kind: 'leave'; readonly at: number }
	| { readonly kind: 'move'; readonly at: number; readonly to: number };

/** One read of a page: how long it is under way, and what happens after it. */
export interface Step {
	readonly turns: number;
	readonly changes: readonly Change[];
}

export interface ListSetting {
	readonly length: number;
	readonly size: number;
	readonly newestFirst: boolean;
	readonly tellsTotal: boolean;
	readonly maxConcurrent: number;
	readonly steps: readonly Step[];
}

/** A list in memory that changes while it is read. */
export class ChangingList {
	/** How many pages were read. */
	reads = 0;
	readonly initial: ReadonlySet<unknown>;
	#items: IDataObject[];
	#next: number;

	constructor(readonly setting: ListSetting) {
		const items = Array.from({ length: setting.length }, (_, index) => itemOf(index));
		this.#items = setting.newestFirst ? items.reverse() : items;
		this.#next = setting.length;
		this.initial = new Set(items.map(({ id }) => id));
	}

	/** What was in the list all the time. */
	get remaining(): unknown[] {
		return this.#items.map(({ id }) => id).filter((id) => this.initial.has(id));
	}

	async collect(max = Number.POSITIVE_INFINITY) {
		const read = async (page: number, before: number): Promise<Page> =>
			await this.#read(page, before);
		const { items, isCertain } = await collectPages(read, max, this.setting.maxConcurrent);
		return { ids: items.map(({ id }) => id), isCertain };
	}

	async #read(page: number, before: number): Promise<Page> {
		const { size, tellsTotal, steps } = this.setting;
		const step = steps[this.reads++ % steps.length] ?? { turns: 0, changes: [] };
		for (let turn = 0; turn < step.turns; turn++) await Promise.resolve();
		const items = this.#items.slice((page - 1) * size, page * size);
		const told = tellsTotal ? { total: this.#items.length } : {};
		step.changes.forEach((change) => this.#apply(change));
		return toPage(pageSchema.parse({ items, ...told }), page, size, before);
	}

	#apply(change: Change): void {
		const indexOf = (share: number): number => Math.floor(share * this.#items.length);
		if (change.kind === 'arrive') {
			const item = itemOf(this.#next++);
			if (this.setting.newestFirst) this.#items.unshift(item);
			else this.#items.push(item);
		} else {
			const moved = this.#items.splice(indexOf(change.at), 1);
			if (change.kind === 'move') this.#items.splice(indexOf(change.to), 0, ...moved);
		}
	}
}

function itemOf(number: number): IDataObject {
	return { id: number, createdAt: new Date(number * 1000).toISOString() };
}
