import fc from 'fast-check';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { settingsSchema } from '../../tools/simulator/options.mts';
import { lastRun, runWorkflow } from '../harness/engine.mts';
import { connection } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { chain, node } from '../harness/setting.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
beforeEach(() => pharlo.reset());

const CREDITS_PER_CREATE = 3;

/** Publish time and external ID are others in each execution, as in the commonest workflows. */
const CREATE: INodeParameters = {
	resource: 'assignment',
	operation: 'create',
	connectionId: connection('={{ $json.connection }}'),
	contentType: '={{ $json.type }}',
	mediaUrl: '={{ $json.media }}',
	payloadMode: 'json',
	payloadJson: '={{ $json.payload }}',
	publish: 'scheduled',
	scheduledAt: '={{ $now.plus({ hours: 2 }).toISO() }}',
	options: { externalId: '={{ $execution.id }}', maxConcurrentRequests: 1 },
};

const video = (name: string, title = name): IDataObject => ({
	connection: YOUTUBE,
	type: 'video',
	media: `https://cdn.example.com/${name}.mp4`,
	payload: { title },
});
const text = (message: string): IDataObject => ({
	connection: FACEBOOK,
	type: 'text',
	media: '',
	payload: { message },
});

type Way = 'in one run' | 'one row per loop pass';

function pharloNode(parameters: INodeParameters, settings: Partial<INode> = {}): INode {
	return node('Pharlo', 'pharlo', parameters, {
		credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
		...settings,
	});
}

interface Execution {
	readonly id: string;
	readonly way?: Way;
	readonly parameters?: INodeParameters;
	/** What n8n's Retry has in common with the execution that it repeats. */
	readonly resumeToken?: string;
}

/** Executes a workflow on the rows: an ID other than `1` is a Retry of the first execution. */
async function execute(
	rows: readonly IDataObject[],
	{ id, way = 'in one run', parameters = CREATE, resumeToken = 'token' }: Execution,
) {
	const start = node('Start', 'start', { items: JSON.stringify(rows) });
	const isLoop = way === 'one row per loop pass';
	const run = await runWorkflow(
		isLoop
			? [start, node('Rows', 'oneByOne'), pharloNode(parameters), node('Done', 'pass')]
			: [start, pharloNode(parameters)],
		isLoop
			? {
					...chain('Start', 'Rows'),
					Rows: {
						main: [
							[{ node: 'Pharlo', type: 'main', index: 0 }],
							[{ node: 'Done', type: 'main', index: 0 }],
						],
					},
					...chain('Pharlo', 'Rows'),
				}
			: chain('Start', 'Pharlo'),
		{
			credential: pharlo.credential,
			executionId: id,
			resumeToken,
			mode: id === '1' ? 'manual' : 'retry',
		},
	);
	return {
		error: run.data.resultData.error,
		items: (run.data.resultData.runData.Pharlo ?? []).flatMap(
			({ data }) => data?.main?.[0]?.map(({ json }) => json) ?? [],
		),
	};
}

/** Executes a workflow that breaks off after so many posts, and n8n's Retry, which runs all nodes again. */
async function crashAndRetry(
	first: readonly IDataObject[],
	created: number,
	again: readonly IDataObject[],
	more: Omit<Execution, 'id'> = {},
) {
	const { state } = pharlo.simulator.simulation;
	state.credits = created * CREDITS_PER_CREATE;
	const broken = await execute(first, { ...more, id: '1' });
	expect(broken.error === undefined).toBe(created >= first.length);
	expect(pharlo.assignments).toHaveLength(Math.min(created, first.length));
	state.credits = 100_000;
	return await execute(again, { ...more, id: '2' });
}

/** What is stored, by media or message, in the order in which it was created. */
const stored = (): unknown[] =>
	pharlo.assignments
		.map(({ mediaUrl, payload }) => /(\w+)\.mp4$/.exec(mediaUrl ?? '')?.[1] ?? payload.message)
		.reverse();

const A = video('A');
const B = text('B');
const N = video('N');

describe.each(['in one run', 'one row per loop pass'] as const)('%s', (way) => {
	test.each<[string, IDataObject[], number, IDataObject[], string[]]>([
		['a row that came before the others', [A, B], 1, [N, A, B], ['A', 'N', 'B']],
		['a row that came, after all were created', [A, B], 2, [N, A, B], ['A', 'B', 'N']],
		['a row that is gone', [A, N, B], 1, [N, B], ['A', 'N', 'B']],
		['rows in another order', [A, B, N], 2, [N, B, A], ['A', 'B', 'N']],
		['two equal rows', [A, A, B], 1, [A, A, B], ['A', 'A', 'B']],
		['two equal rows, one of which is gone', [A, A], 1, [A], ['A']],
		['a row that came twice', [A], 1, [A, A], ['A', 'A']],
		['equal texts', [B, B], 1, [N, B, B], ['B', 'N', 'B']],
		['a text written anew for its media', [A, B], 1, [video('A', 'Anew'), B], ['A', 'B']],
	])('Retry with %s stores each post once', async (_name, first, created, again, expected) => {
		const { error, items } = await crashAndRetry(first, created, again, { way });
		expect(error).toBeUndefined();
		expect(stored()).toEqual(expected);
		expect(new Set(items.map(({ id }) => id)).size).toBe(again.length);
	});

	test('property: whatever changes, each intended post is stored exactly once', async () => {
		const names = fc.array(fc.constantFrom('video 1', 'video 2', 'video 3', 'text 1', 'text 2'), {
			maxLength: 6,
		});
		// A logo under several posts is told apart by the texts, which only one run can show.
		const logos = way === 'in one run' ? ['One', 'Two'].map((title) => video('logo', title)) : [];
		const toRows = (list: readonly string[], place: number, version: number): IDataObject[] => {
			const rows = list.map((name) =>
				name.startsWith('video') ? video(name.slice(6), `Version ${version}`) : text(name),
			);
			return [...rows.slice(0, place), ...logos, ...rows.slice(place)];
		};
		await fc.assert(
			fc.asyncProperty(
				fc.tuple(names, fc.nat(6)),
				fc.tuple(names, fc.nat(6)),
				fc.nat(8),
				fc.constantFrom(...settingsSchema.shape.repeatedKey.options),
				async (before, after, created, repeatedKey) => {
					pharlo.reset();
					pharlo.switch({ repeatedKey });
					const first = toRows(...before, 1);
					const again = toRows(...after, 2);
					const { error, items } = await crashAndRetry(first, created, again, { way });

					expect(error).toBeUndefined();
					// Each row has a post of its own.
					expect(items).toHaveLength(again.length);
					expect(new Set(items.map(({ id }) => id)).size).toBe(again.length);
					expect(countOf(pharlo.assignments.map(subjectOf))).toEqual(
						mostOf(first.slice(0, created).map(rowSubject), again.map(rowSubject)),
					);
				},
			),
			{ numRuns: Number(process.env.KEY_RUNS ?? 30) },
		);
	});
});

/** What makes a post another one: its media, or its text where it has none or shares it. */
function subjectOf({ mediaUrl, payload }: { mediaUrl: unknown; payload: unknown }): string {
	const media = String(mediaUrl ?? '');
	return media === '' || media.includes('logo') ? media + JSON.stringify(payload) : media;
}

const rowSubject = ({ media, payload }: IDataObject): string =>
	subjectOf({ mediaUrl: media, payload });

/** What is in one of the lists, as often as in the list that has the most of it. */
function mostOf(...lists: ReadonlyArray<readonly string[]>): Map<string, number> {
	const most = new Map<string, number>();
	for (const [name, count] of lists.flatMap((list) => [...countOf(list)])) {
		most.set(name, Math.max(count, most.get(name) ?? 0));
	}
	return most;
}

function countOf(names: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
}

test('a new execution posts again', async () => {
	await execute([A, B], { id: '1', resumeToken: 'one' });
	await execute([A, B], { id: '2', resumeToken: 'two' });
	expect(stored()).toEqual(['A', 'B', 'A', 'B']);
});

describe('where it cannot be told whether it is the same post, it is posted', () => {
	test('a text without media that has changed', async () => {
		await crashAndRetry([text('Old'), B], 1, [text('New'), B]);
		expect(stored()).toEqual(['Old', 'New', 'B']);
	});

	test('a post whose media another one with another text has joined', async () => {
		await crashAndRetry([video('logo', 'One')], 1, [video('logo', 'One'), video('logo', 'Two')]);
		expect(pharlo.assignments.map(({ payload }) => payload.title).sort()).toEqual([
			'One',
			'One',
			'Two',
		]);
	});
});

test('one media under other texts in each loop pass: told apart by the order of the passes', async () => {
	const rows = [video('logo', 'One'), video('logo', 'Two')];
	const { items } = await crashAndRetry(rows, 1, [...rows].reverse(), {
		way: 'one row per loop pass',
	});
	expect(pharlo.assignments.map(({ payload }) => payload.title).sort()).toEqual(['One', 'One']);
	expect(items.map(({ alreadyExisted }) => alreadyExisted)).toEqual([true, false]);
});

/** The first request is carried out, but none of its answers arrives: the client sends it three times. */
function loseFirstAnswers(): () => void {
	const { chaos } = pharlo.simulator.simulation.settings;
	pharlo.switch({ chaos: { ...chaos, rate: 1, kinds: ['resetAfter'] } });
	let requests = 0;
	return pharlo.onRequest(() => {
		requests += 1;
		if (requests === 3) pharlo.switch({ chaos: { ...chaos, rate: 0 } });
	});
}

describe('Retry On Fail', () => {
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	/** The first post is stored, but its responses are lost until the node runs again. */
	async function withLostAnswer(parameters: INodeParameters, rows: readonly IDataObject[]) {
		const stop = loseFirstAnswers();
		const run = await runWorkflow(
			[node('Start', 'start', { items: JSON.stringify(rows) }), pharloNode(parameters, settings)],
			chain('Start', 'Pharlo'),
			{ credential: pharlo.credential },
		);
		stop();
		expect(pharlo.requests.length).toBeGreaterThan(3);
		return lastRun(run, 'Pharlo')?.data?.main?.[0] ?? [];
	}

	test('posts once, even where an expression gives another text for each try', async () => {
		const payloadJson = '={{ { message: $json.payload.message + Math.random() + $now } }}';
		jest.spyOn(Math, 'random').mockRestore();
		const items = await withLostAnswer({ ...CREATE, payloadJson }, [B, text('C')]);
		expect(items).toHaveLength(2);
		expect(pharlo.assignments).toHaveLength(2);
	});

	test('posts equal rows as often as they are there', async () => {
		await withLostAnswer(CREATE, [A, A, B]);
		expect(stored()).toEqual(['A', 'A', 'B']);
	});
});

test('an item that failed and comes again through a loop is the same post', async () => {
	// The answers to the first pass are lost; the second pass repeats the item.
	const stop = loseFirstAnswers();
	const run = await runWorkflow(
		[
			node('Start', 'start', { items: JSON.stringify([A, A]) }),
			node('Rows', 'oneByOne'),
			pharloNode(CREATE, { onError: 'continueRegularOutput' }),
			node('Done', 'pass'),
		],
		{
			...chain('Start', 'Rows'),
			Rows: {
				main: [
					[{ node: 'Pharlo', type: 'main', index: 0 }],
					[{ node: 'Done', type: 'main', index: 0 }],
				],
			},
			...chain('Pharlo', 'Rows'),
		},
		{ credential: pharlo.credential },
	);
	stop();
	const passes = (run.data.resultData.runData.Pharlo ?? []).map(
		({ data }) => data?.main?.[0]?.[0]?.json,
	);
	expect(passes[0]).toHaveProperty('error');
	expect(passes[1]).toMatchObject({ id: pharlo.assignments[0]?.id, alreadyExisted: true });
	expect(pharlo.assignments).toHaveLength(1);
});
