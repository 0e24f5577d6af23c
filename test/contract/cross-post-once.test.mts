import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { addConnections, crossPostVideo } from '../harness/cross-post.mts';
import { runPharlo } from '../harness/engine.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

/**
 * Whatever the items, their connections, the faults of Pharlo and the way in which it is run again: each
 * item is posted once on each of its connections, and nobody sees more than was said.
 */

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());

const YOUTUBE_PRIVACY = ['private', 'unlisted', 'public'] as const;

/** Indexes of the five connections: three channels, a page and a second page. */
const places = fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 5 });

const rows = fc.array(
	fc.record({
		places,
		/** Those of the Retry: other ones may join, in another order. */
		more: fc.uniqueArray(fc.nat(4), { maxLength: 5 }),
		hasText: fc.boolean(),
		privacy: fc.option(fc.constantFrom(...YOUTUBE_PRIVACY)),
		/** Of the first channel alone. */
		own: fc.option(fc.constantFrom(...YOUTUBE_PRIVACY)),
	}),
	{ minLength: 1, maxLength: 4 },
);

const scenario = fc.record({
	rows,
	idempotency: fc.constantFrom('automatic', 'content', 'own'),
	repeatedKey: fc.constantFrom('200' as const, '201' as const, '409' as const),
	rate: fc.constantFrom(0, 0.3, 0.7),
	seed: fc.nat(1000),
	onError: fc.constantFrom('stopWorkflow' as const, 'continueRegularOutput' as const),
	isReversed: fc.boolean(),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
type Row = Scenario['rows'][number];

function connectionIds(): string[] {
	return [
		YOUTUBE,
		FACEBOOK,
		...addConnections(pharlo, YOUTUBE, 2),
		...addConnections(pharlo, FACEBOOK, 1),
	];
}

/** The details of an item; without any privacy where the item says none. */
function detailsOf({ privacy, own }: Row, first: string): IDataObject {
	if (privacy === null) return { youtube: { categoryId: '22' } };
	return {
		youtube: { privacy },
		...(own === null ? {} : { [first]: { privacy: own } }),
	};
}

function toItem(
	row: Row,
	index: number,
	ids: readonly string[],
	indexes: readonly number[],
): IDataObject {
	return {
		row: `row-${index}`,
		ids: indexes.map((place) => ids[place] ?? ''),
		text: row.hasText ? `Text of ${index}` : 'Text',
		details: detailsOf(row, YOUTUBE),
	};
}

const PARAMETERS = crossPostVideo({
	connectionIds: '={{ $json.ids }}',
	mediaUrl: '=https://cdn.example.com/{{ $json.row }}.mp4',
	title: '={{ $json.row }}',
	text: '={{ $json.text }}',
	detailsJson: '={{ JSON.stringify($json.details) }}',
});

async function run(
	{ idempotency, onError }: Scenario,
	items: IDataObject[],
	mode: 'trigger' | 'retry',
) {
	return await runPharlo(
		{ ...PARAMETERS, options: { idempotency, idempotencyKey: '={{ $json.row }}' } },
		{
			credential: pharlo.credential,
			items,
			mode,
			resumeToken: 'c'.repeat(64),
			settings: { onError },
		},
	);
}

test('each item once on each of its connections, through faults, a Retry and other orders', async () => {
	await fc.assert(
		fc.asyncProperty(scenario, async (all) => {
			pharlo.reset();
			pharlo.simulator.simulation.state.credits = 100_000;
			const ids = connectionIds();
			const { rate, seed, repeatedKey } = all;
			const kinds = ['refused', 'resetAfter', 'serverErrorAfter', 'halfAnswer'] as const;
			pharlo.switch({ repeatedKey, chaos: { ...NO_CHAOS, rate, seed, kinds: [...kinds] } });
			await run(
				all,
				all.rows.map((row, index) => toItem(row, index, ids, row.places)),
				'trigger',
			);

			pharlo.switch({ chaos: NO_CHAOS });
			const wanted = all.rows.map((row) => [...new Set([...row.more, ...row.places])]);
			const again = all.rows.map((row, index) => toItem(row, index, ids, wanted[index] ?? []));
			const items = all.isReversed ? [...again].reverse() : again;
			const { error, items: outputs } = await run(all, items, 'retry');

			expect(error?.message).toBeUndefined();
			const intended = again.flatMap(({ row, ids: of }) =>
				(of as string[]).map((id) => `${String(row)} ${id}`),
			);
			const posted = pharlo.assignments.map(({ mediaUrl, connectionId }) => {
				const row = /([^/]+)\.mp4$/.exec(String(mediaUrl))?.[1] ?? '';
				return `${row} ${connectionId}`;
			});
			expect([...posted].sort()).toEqual([...intended].sort());
			expect(outputs.map(({ json }) => json.connectionId)).toEqual(
				items.flatMap(({ ids: of }) => of as string[]),
			);

			for (const { connectionId, payload, mediaUrl } of pharlo.assignments) {
				const index = Number(/row-(\d+)/.exec(String(mediaUrl))?.[1]);
				const { privacy = null, own = null } = all.rows[index] ?? {};
				const said =
					privacy === null ? null : connectionId === YOUTUBE ? (own ?? privacy) : privacy;
				const isChannel = ![FACEBOOK, ids[4]].includes(connectionId);
				expect((payload as IDataObject).privacy ?? null).toBe(isChannel ? said : null);
			}
		}),
		{ numRuns: 60 },
	);
}, 300_000);
