import type { INodeParameters } from 'n8n-workflow';

import type { pause as Pause } from '../../nodes/Pharlo/transport/throttle.ts';
import { runPharlo } from '../harness/engine.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { waitFor } from '../harness/waiting.mts';

const LONG_SECONDS = 3600;

/** Called when a long pause starts. */
let onPause: () => void = () => undefined;
// Long pauses are real; short ones before them are skipped.
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => {
	const actual = jest.requireActual<{ pause: typeof Pause }>(
		'../../nodes/Pharlo/transport/throttle.ts',
	);
	return {
		...actual,
		pause: async (milliseconds: number, signal?: AbortSignal) => {
			if (milliseconds < LONG_SECONDS * 500) return;
			const paused = actual.pause(milliseconds, signal);
			onPause();
			await paused;
		},
	};
});

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

interface Row {
	readonly name: string;
	readonly parameters: () => Promise<INodeParameters>;
	/** Requests that are sent before the long pause. */
	readonly requests: readonly string[];
}

const ROWS: readonly Row[] = [
	{
		name: 'Wait for Completion, between two checks',
		parameters: async () => ({
			resource: 'assignment',
			operation: 'waitForCompletion',
			assignmentId: (await pharlo.add('processing')).id,
			timeLimitMinutes: 600,
			checkEverySeconds: LONG_SECONDS,
			outputs: 'one',
		}),
		requests: ['GET assignments'],
	},
	{
		name: 'Create and Wait, before the check',
		parameters: async () => waitFor({}, { lookBeforeWaitingSeconds: LONG_SECONDS }),
		requests: ['POST assignments'],
	},
	{
		name: 'Wait Until Connected, between two checks',
		parameters: async () => {
			const { body } = await pharlo.call('POST', 'oauth/tickets', { platform: 'youtube' });
			pharlo.requests.length = 0;
			return {
				resource: 'connectChannel',
				operation: 'waitUntilConnected',
				ticketId: String(body.ticketId),
				expiresAt: '2036-01-01T00:00:00Z',
				pollSeconds: LONG_SECONDS,
			};
		},
		requests: ['GET oauth'],
	},
];

describe('the user stops the execution', () => {
	// A pause that ignores the signal lasts an hour and exceeds this timeout.
	const LIMIT_MS = 15_000;

	test.each(ROWS)(
		'$name',
		async ({ parameters, requests }) => {
			const given = await parameters();
			const stop = new AbortController();
			onPause = () => stop.abort();
			const { error, items } = await runPharlo(given, {
				credential: pharlo.credential,
				stopSignal: stop.signal,
			});
			expect(error?.message).toContain('aborted');
			expect(items).toEqual([]);
			expect(pharlo.requests.map(({ method, path }) => `${method} ${path.split('/')[3]}`)).toEqual(
				requests,
			);
		},
		LIMIT_MS,
	);
});
