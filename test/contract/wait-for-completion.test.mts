import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { answering } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { Pharlo } from '../harness/pharlo.mts';

/**
 * Time is simulated in these tests: the recorded pauses, and what happens in Pharlo during each of
 * them.
 */
const pauses: number[] = [];
let meanwhile: Array<() => unknown> = [];
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async (milliseconds: number) => {
		pauses.push(milliseconds);
		jest.setSystemTime(Date.now() + milliseconds);
		await meanwhile.shift()?.();
	},
}));

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
	jest.useFakeTimers({
		doNotFake: [
			'setTimeout',
			'setInterval',
			'setImmediate',
			'nextTick',
			'queueMicrotask',
			'clearTimeout',
			'clearInterval',
			'clearImmediate',
			'performance',
			'hrtime',
		],
	});
});
afterAll(async () => {
	jest.useRealTimers();
	await pharlo.close();
});
afterEach(() => {
	pharlo.reset();
	pauses.length = 0;
	meanwhile = [];
});

async function run(
	items: IDataObject[],
	parameters: INodeParameters = {},
	settings: Partial<INode> = {},
	baseUrl = pharlo.credential.baseUrl,
) {
	return await runPharlo(
		{
			resource: 'assignment',
			operation: 'waitForCompletion',
			assignmentId: '={{ $json.id }}',
			timeLimitMinutes: 60,
			checkEverySeconds: 20,
			outputs: 'one',
			...parameters,
		},
		{ credential: { ...pharlo.credential, baseUrl }, items, settings },
	);
}

test('checks first after 10 s, then about every 20 s, until it is published', async () => {
	const assignment = await pharlo.add('pending');
	const advance = () => pharlo.simulator.lifecycle.advance(assignment);
	meanwhile = [advance, advance, advance, advance];
	const { items } = await run([{ id: assignment.id }]);
	expect(items.map(({ json, pairedItem }) => ({ json, pairedItem }))).toMatchObject([
		{
			json: {
				id: assignment.id,
				outcome: 'published',
				message: `Published at ${assignment.platformUrl}`,
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(pauses[0]).toBe(10_000);
	expect(pauses).toHaveLength(4);
	for (const pause of pauses.slice(1)) {
		expect(pause).toBeGreaterThanOrEqual(15_000);
		expect(pause).toBeLessThanOrEqual(25_000);
	}
	expect(pharlo.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
		Array(4).fill(`GET /api/v1/assignments/${assignment.id}`),
	);
});

test('several are fetched with one request, as long as the list contains them', async () => {
	const all = await Promise.all(Array.from({ length: 5 }, async () => await pharlo.add('pending')));
	const finish = (from: number, to: number) => () =>
		all.slice(from, to).forEach((one) => pharlo.simulator.lifecycle.move(one, 'published'));
	meanwhile = [finish(0, 3), finish(3, 4), finish(4, 5)];
	const { items } = await run(
		all.map(({ id }) => ({ id })),
		{ options: { includeCredits: true } },
	);
	expect(items.map(({ json }) => json.id)).toEqual(all.map(({ id }) => id));
	// Two lists; the last remaining assignment is fetched individually.
	expect(pharlo.requests.map(({ path }) => path.split('/').length)).toEqual([4, 4, 5]);
	expect(items.reduce((sum, { json }) => sum + Number(json.creditsUsed), 0)).toBe(3);
});

test('if the list does not contain them, they are fetched individually', async () => {
	const old = await Promise.all([pharlo.add('pending'), pharlo.add('pending')]);
	for (let count = 0; count < 50; count++) await pharlo.add('pending');
	meanwhile = [
		() => undefined,
		() => old.forEach((one) => pharlo.simulator.lifecycle.move(one, 'cancelled')),
	];
	const { items } = await run(old.map(({ id }) => ({ id })));
	expect(items.map(({ json }) => json.outcome)).toEqual(['cancelled', 'cancelled']);
	expect(pharlo.requests.map(({ path }) => path.split('/').length)).toEqual([4, 5, 5, 5, 5]);
});

test('individual requests are concurrent, up to the limit', async () => {
	const old = await Promise.all(
		Array.from({ length: 6 }, async () => await pharlo.add('published')),
	);
	for (let count = 0; count < 50; count++) await pharlo.add('pending');
	let open = 0;
	let most = 0;
	const server = await answering((request, response) => {
		most = Math.max(most, ++open);
		const id = String(request.url?.split('/').at(-1));
		const body = id.startsWith('assignments') ? { items: [] } : { id, status: 'published' };
		setTimeout(() => {
			open--;
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		}, 50);
	});
	const { items } = await run(
		old.map(({ id }) => ({ id })),
		{ options: { maxConcurrentRequests: 3 } },
		{},
		server.url,
	);
	await server.close();
	expect(items).toHaveLength(6);
	expect(most).toBe(3);
});

test('an invalid Base URL is not a transient error', async () => {
	const { error } = await run([{ id: 'a1' }], {}, {}, 'ftp://pharlo.io');
	expect(error?.message).toContain("'Base URL' of the Pharlo credential");
	expect(pauses).toEqual([]);
});

test('after the time limit, the outcome is unknown, with the last known status', async () => {
	const { id } = await pharlo.add('processing');
	const { items } = await run([{ id }], { timeLimitMinutes: 1, simplify: false });
	expect(items[0]?.json).toMatchObject({ id, status: 'processing', outcome: 'timedOut' });
	expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeCloseTo(60_000, 2);
});

test('transient errors are retried, others end the item', async () => {
	const good = await pharlo.add('published');
	const { simulation } = pharlo.simulator;
	simulation.settings.chaos = {
		...simulation.settings.chaos,
		rate: 1,
		kinds: ['serverError', 'refused'],
	};
	meanwhile = [
		() => undefined,
		() => (simulation.settings.chaos = { ...simulation.settings.chaos, rate: 0 }),
	];
	const { items } = await run(
		[{ id: good.id }, { id: '00000000-0000-4000-8000-000000000000' }, { id: '' }],
		{},
		{ onError: 'continueRegularOutput' },
	);
	expect(items.map(({ json }) => json)).toMatchObject([
		{ outcome: 'published' },
		{ error: 'Pharlo did not return the assignment: Assignment not found' },
		{ error: "'Assignment ID' has no ID" },
	]);
	expect(pauses).toHaveLength(2);
});

test('an error that lasts until the time limit is reported', async () => {
	const { id } = await pharlo.add('published');
	pharlo.simulator.simulation.settings.chaos = {
		...pharlo.simulator.simulation.settings.chaos,
		rate: 1,
		kinds: ['tooMany'],
	};
	const { error } = await run([{ id }], { timeLimitMinutes: 1 });
	expect(error?.message).toContain('Pharlo did not return the assignment');
});

test('each outcome has its own output, if configured', async () => {
	const ended = [await pharlo.add('failed'), await pharlo.add('published')];
	const open = await pharlo.add('processing');
	const { items, failed } = await run(
		[...ended, open].map(({ id }) => ({ id })),
		{ outputs: 'byOutcome', timeLimitMinutes: 1 },
	);
	expect(items.map(({ json }) => json.id)).toEqual([open.id]);
	expect(failed.map(({ json }) => json.id)).toEqual([ended[1]?.id]);
});

test('failed posts go to the error output, if there is one', async () => {
	const { id } = await pharlo.add('failed');
	const { items, failed } = await run([{ id }], {}, { onError: 'continueErrorOutput' });
	expect(items).toEqual([]);
	expect(failed[0]?.json).toMatchObject({
		error: 'Not published: Media file returned 403',
		details: { assignment: { id } },
	});
});

test('no input items: no output and no requests', async () => {
	expect((await run([])).items).toEqual([]);
	expect(pharlo.requests).toEqual([]);
});
