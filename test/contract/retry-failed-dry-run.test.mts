import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Assignment } from '../../tools/simulator/state.mts';
import { runPharlo } from '../harness/engine.mts';
import { connection } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const failure = (code: string) => [{ code, message: 'See the console' }];

async function retryFailed(items: IDataObject[], parameters: INodeParameters) {
	return await runPharlo(
		{ resource: 'assignment', operation: 'retryFailed', ...parameters },
		{ credential: pharlo.credential, items },
	);
}

const retriedIds = () =>
	pharlo.requests.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/')[4]);

describe('a dry run shows exactly what the real run retries', () => {
	const HOUR_MS = 3_600_000;
	const CODES = ['UPLOAD_FAILED', 'QUOTA', 'EXPIRED'];

	const stored = fc.record({
		status: fc.constantFrom('failed', 'failed', 'failed', 'published'),
		connectionId: fc.constantFrom(YOUTUBE, FACEBOOK),
		externalId: fc.constantFrom('a', 'b', null),
		codes: fc.uniqueArray(fc.constantFrom(...CODES), { maxLength: 2 }),
		hoursOld: fc.constantFrom(1, 5, 30, 200),
	});

	const item = fc.record({
		connectionId: fc.constantFrom(YOUTUBE, FACEBOOK),
		externalId: fc.constantFrom('a', 'b', 'c'),
		errorCode: fc.constantFrom(...CODES),
		createdWithinHours: fc.constantFrom(2, 10, 100),
		limit: fc.integer({ min: 1, max: 6 }),
	});
	type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;

	/** Each filter takes its value from the item. */
	const FILTERS = {
		connectionId: connection('={{ $json.connectionId }}'),
		externalId: '={{ $json.externalId }}',
		errorCode: '={{ $json.errorCode }}',
		createdWithinHours: '={{ $json.createdWithinHours }}',
	};
	type Filter = keyof typeof FILTERS;
	const filterNames = fc.subarray<Filter>(Object.keys(FILTERS) as Filter[]);

	const MATCHES: Record<Filter, (assignment: Assignment, item: Item) => boolean> = {
		connectionId: (assignment, { connectionId }) => assignment.connectionId === connectionId,
		externalId: (assignment, { externalId }) => assignment.externalId === externalId,
		errorCode: ({ errors }, { errorCode }) => errors.some(({ code }) => code === errorCode),
		createdWithinHours: ({ createdAt }, { createdWithinHours }) =>
			Date.now() - Date.parse(createdAt) < createdWithinHours * HOUR_MS,
	};

	/** What a run is to retry: for each item the first assignments that match, each of them once. */
	function wantedBy(items: readonly Item[], names: readonly Filter[]): string[] {
		const ids = items.flatMap((one) =>
			pharlo.assignments
				.filter(({ status }) => status === 'failed')
				.filter((assignment) => names.every((name) => MATCHES[name](assignment, one)))
				.slice(0, one.limit)
				.map(({ id }) => id),
		);
		return [...new Set(ids)];
	}

	test('for any assignments, items, filters and limits', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(stored, { maxLength: 25 }),
				fc.array(item, { minLength: 1, maxLength: 5 }),
				filterNames,
				fc.constantFrom(3, 50),
				fc.constantFrom(1, 50),
				async (assignments, items, names, pageCap, maxConcurrentRequests) => {
					pharlo.reset();
					pharlo.switch({ pageCap });
					for (const { status, codes, hoursOld, ...more } of assignments) {
						await pharlo.add(status, {
							...more,
							errors: codes.flatMap(failure),
							createdAt: new Date(Date.now() - hoursOld * HOUR_MS).toISOString(),
						});
					}
					const before = JSON.stringify(pharlo.assignments);
					const wanted = wantedBy(items, names);
					const parameters = {
						limit: '={{ $json.limit }}',
						filters: Object.fromEntries(names.map((name) => [name, FILTERS[name]])),
						options: { maxConcurrentRequests },
					};

					const dry = await retryFailed(items, { ...parameters, dryRun: true });
					expect(JSON.stringify(pharlo.assignments)).toBe(before);
					expect(retriedIds()).toEqual([]);
					expect(dry.items.map(({ json }) => json.id)).toEqual(wanted);
					expect(dry.items.every(({ json }) => json.retried === false)).toBe(true);

					const real = await retryFailed(items, parameters);
					expect(real.items.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
						dry.items.map(({ json, pairedItem }) => [json.id, pairedItem]),
					);
					expect(real.items.every(({ json }) => json.retried === true)).toBe(true);
					expect(retriedIds().sort()).toEqual([...wanted].sort());
				},
			),
			{ numRuns: 100 },
		);
	});
});
