import { freePort } from '../../tools/playground/ports.mts';
import { chaosSchema, NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { MEDIA_FETCH, mediaFetchSchema } from '../../tools/simulator/media/settings.mts';
import { settingsSchema, type Settings } from '../../tools/simulator/options.mts';
import { MEDIA_CREDITS } from '../../tools/smoke/media.mts';
import { PUBLISH_CREDITS } from '../../tools/smoke/publish.mts';
import { PROBE_CREDITS } from '../../tools/smoke/run.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { smoke } from '../harness/smoke.mts';

/** Values to try of settings that are not a choice; two that differ in what they do. */
type Values<T> = { readonly [Key in keyof T]?: ReadonlyArray<T[Key]> };

const VALUES: Values<Omit<Settings, 'mediaFetch' | 'chaos'>> = {
	pace: [0, 200],
	pageCap: [1, 50, 100],
	ticketMinutes: [0.0001, 5, 15],
	retrySeconds: [[], [0, 0]],
	latencyMs: [0, 5],
	finishAfterMs: [null, 0, 50],
};

const MEDIA_VALUES: Values<Settings['mediaFetch']> = {
	ranges: [null, 1000],
	userAgent: ['Pharlo/1.0', ''],
	maxBytes: [null, 1],
	redirects: [0, 5],
	bytesPerSecond: [null, 1e6],
	timeoutSeconds: [1, 60],
	times: [1, 3],
};

/** A fault that occurs each time leaves nothing to see but itself. */
const OFTEN = { rate: 0.4, callbackRate: 0.5, slowMs: 5, delayMs: 10, retryAfterSeconds: 0 };

const CHAOS_VALUES: Values<Settings['chaos']> = {
	rate: [0, 0.2, 1],
	kinds: chaosSchema.shape.kinds.element.options.map((kind) => [kind]),
	callbackRate: [0, 1],
	callbackKinds: chaosSchema.shape.callbackKinds.element.options.map((kind) => [kind]),
	slowMs: [0, 20],
	delayMs: [0, 20],
	retryAfterSeconds: [0, 1],
	seed: [1, 2, 3],
};

/** All values of choices and switches; otherwise those of a table. */
function valuesOf(
	shape: Readonly<Record<string, unknown>>,
	table: Readonly<Record<string, readonly unknown[] | undefined>>,
): Array<readonly [key: string, value: unknown]> {
	return Object.entries(shape).flatMap(([key, kind]) => {
		const options = choicesOf(kind) ?? table[key];
		// A new setting has to be tried as well.
		if (options === undefined) throw new Error(`No values to try for the setting ${key}`);
		return options.map((value) => [key, value] as const);
	});
}

function choicesOf(kind: unknown): readonly unknown[] | undefined {
	const { _def } = kind as { _def: { typeName: string; values?: readonly string[] } };
	if (_def.typeName === 'ZodBoolean') return [true, false];
	return _def.typeName === 'ZodEnum' ? _def.values : undefined;
}

const PLAIN = settingsSchema.omit({ mediaFetch: true, chaos: true }).shape;
const CASES: ReadonlyArray<readonly [name: string, settings: Partial<Settings>]> = [
	...valuesOf(PLAIN, VALUES).map(([key, value]) => named(key, value, { [key]: value })),
	...valuesOf(mediaFetchSchema.shape, MEDIA_VALUES).map(([key, value]) =>
		named(`mediaFetch.${key}`, value, { mediaFetch: { ...MEDIA_FETCH, [key]: value } }),
	),
];
const CHAOS_CASES = valuesOf(chaosSchema.shape, CHAOS_VALUES).map(([key, value]) =>
	named(`chaos.${key}`, value, { chaos: { ...NO_CHAOS, ...OFTEN, [key]: value } }),
);

const KINDS = CHAOS_CASES.filter(([name]) => name.startsWith('chaos.kinds'));

function named(key: string, value: unknown, settings: object) {
	return [`${key}: ${JSON.stringify(value)}`, settings] as const;
}

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const ENDED = ['cancelled', 'failed'];

/**
 * Runs everything that the kit can do.
 *
 * @param begin starts the faults, if there are any
 */
async function runAll(settings: Partial<Settings>, begin: (start: () => void) => void) {
	const { chaos = NO_CHAOS, ...others } = settings;
	// What is due is fetched at once, unless the setting is about that.
	pharlo.switch({ finishAfterMs: 0, ...others });
	begin(() => pharlo.switch({ chaos }));
	const before = pharlo.simulator.simulation.state.credits;
	const port = await freePort();
	const run = await smoke(
		pharlo.simulator.url,
		{
			...{ publish: true, yes: true, connect: true, connectionId: YOUTUBE },
			receiver: { listen: { host: '127.0.0.1', port }, publicUrl: `http://127.0.0.1:${port}` },
		},
		{},
		{ mediaMs: 100, quietMs: 10, connectMs: 10 },
	);
	expect(run.report).toMatch(/^\d+ of \d+ questions settled/m);
	expect(run.report).toMatch(/<\/details>$/);
	expect(run.report).not.toContain('not asked:');
	const left = pharlo.assignments.filter(({ status }) => !ENDED.includes(status));
	for (const { id, externalId } of left) {
		expect(run.said.includes(id) || run.said.includes(externalId ?? '-')).toBe(true);
	}
	const used = before - pharlo.simulator.simulation.state.credits;
	return { ...run, left: left.length, used };
}

test.each(CASES)(
	'with %s it ends with a report, and leaves nothing behind',
	async (_name, given) => {
		// A Pharlo that publishes without the file: that cannot be taken back, but it is said.
		const isPublished = given.mediaFetch?.which === 'none';
		const { code, left, used } = await runAll(given, () => undefined);
		expect({ code, left }).toEqual(isPublished ? { code: 1, left: 1 } : { code: 0, left: 0 });
		expect(used).toBeLessThanOrEqual(PROBE_CREDITS + PUBLISH_CREDITS + MEDIA_CREDITS);
	},
);

describe('with faults', () => {
	test.each(CHAOS_CASES)(
		'%s, it ends with a report, and says what is left',
		async (_name, given) => {
			const { simulation } = pharlo.simulator;
			// Not the first request: without its answer, there are no others.
			const { code } = await runAll(given, (start) => simulation.once('request', start));
			expect([0, 1]).toContain(code);
		},
	);

	test.each(KINDS)('%s from the first Create on, it does so too', async (_name, given) => {
		let end: () => void = () => undefined;
		const { code } = await runAll(given, (start) => {
			end = pharlo.onRequest(({ method }) => {
				if (method !== 'POST') return;
				end();
				start();
			});
		});
		expect([0, 1]).toContain(code);
		expect(pharlo.assignments.length).toBeGreaterThan(0);
	});
});

test('without credits, it ends with a report as well', async () => {
	pharlo.simulator.simulation.state.credits = 0;
	const { code, report } = await smoke(pharlo.simulator.url, { publish: true, yes: true });
	expect(code).toBe(1);
	expect(report).toContain('HTTP 402');
	expect(pharlo.assignments).toEqual([]);
});

test('if nothing answers, it ends with a report as well', async () => {
	const { code, report, said } = await smoke(`http://127.0.0.1:${await freePort()}`);
	expect(code).toBe(1);
	expect(said).toContain('Try later');
	expect(report).toContain('no response (ECONNREFUSED)');
});
