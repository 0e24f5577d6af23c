import type { IDataObject } from 'n8n-workflow';

/** So many items of a list; the first one is the newest. */
export function itemsOf(count: number, from = 0): IDataObject[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `a${from + index}`,
		createdAt: new Date(-(from + index) * 1000).toISOString(),
	}));
}
