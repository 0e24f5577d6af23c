import { parseCallbackEvent } from '../../../domain/event.ts';
import { withOutcome } from '../../../domain/wait.ts';
import { callSigned } from '../../harness/callbacks.mts';
import { crossPostVideo } from '../../harness/cross-post.mts';
import { runPharlo } from '../../harness/engine.mts';
import { blocksIn, readPages } from '../../harness/markdown.mts';
import { createVideo } from '../../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../../harness/pharlo.mts';

type Json = Readonly<Record<string, unknown>>;

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** What a block shows, by the keys that tell it from all else, and what must hold for it. */
const KINDS: ReadonlyArray<{
	readonly name: string;
	readonly keys: readonly string[];
	readonly check: (json: Json) => Promise<void>;
}> = [
	{ name: 'an output of a wait', keys: ['id', 'status', 'outcome'], check: checkOutcome },
	{ name: 'an item that failed', keys: ['row', 'error', 'details'], check: checkFailedItem },
	{ name: 'details', keys: ['youtube', 'facebook'], check: crossPostsWith },
	{ name: 'an event', keys: ['assignmentId', 'status'], check: checkEvent },
	{ name: 'a YouTube video', keys: ['title'], check: createsWith(YOUTUBE, 'video') },
	{ name: 'a Facebook link', keys: ['message', 'link'], check: createsWith(FACEBOOK, 'link') },
];

async function checkOutcome(json: Json): Promise<void> {
	const { outcome: _outcome, message: _message, explanation: _explanation, ...assignment } = json;
	expect(withOutcome(assignment, 60)).toEqual(json);
}

/** The row is one that is to be published in the past, as in the examples. */
async function checkFailedItem(json: Json): Promise<void> {
	const { failed } = await runPharlo(
		createVideo({
			publish: 'scheduled',
			scheduledAt: '2025-07-01T09:00:00',
			timezone: { __rl: true, mode: 'name', value: 'Europe/Berlin' },
		}),
		{
			credential: pharlo.credential,
			items: [{ row: String(json.row) }],
			settings: { onError: 'continueErrorOutput' },
		},
	);
	expect(failed.map((item) => item.json)).toEqual([json]);
}

async function checkEvent(json: Json): Promise<void> {
	expect(parseCallbackEvent(Buffer.from(JSON.stringify(json)))).toEqual(json);
	const { response } = await callSigned(json);
	expect(response.workflowData).toEqual([[{ json }]]);
}

async function crossPostsWith(details: Json): Promise<void> {
	const { error } = await runPharlo(crossPostVideo({ detailsJson: JSON.stringify(details) }), {
		credential: pharlo.credential,
	});
	expect(error).toBeUndefined();
	expect(pharlo.assignments).toHaveLength(2);
}

function createsWith(connectionId: string, type: string): (json: Json) => Promise<void> {
	return async (payload) => {
		const { error } = await runPharlo(
			createVideo({
				connectionId: { __rl: true, mode: 'id', value: connectionId },
				contentType: type,
				payloadMode: 'json',
				payloadJson: JSON.stringify(payload),
			}),
			{ credential: pharlo.credential },
		);
		expect(error).toBeUndefined();
		expect(pharlo.assignments[0]).toMatchObject({ type, payload });
	};
}

const blocks = blocksIn(readPages(), 'json');

test('there are blocks of every kind', () => {
	const parsed = blocks.map(([, text]) => JSON.parse(text) as Json);
	expect(KINDS.filter((kind) => !parsed.some((json) => kindOf(json) === kind))).toEqual([]);
});

function kindOf(json: Json): (typeof KINDS)[number] | undefined {
	return KINDS.find(({ keys }) => keys.every((key) => key in json));
}

test.each(blocks)('%s holds what it says', async (_place, text) => {
	const json = JSON.parse(text) as Json;
	const kind = kindOf(json);
	expect(kind?.name).toBeDefined();
	await kind?.check(json);
});
