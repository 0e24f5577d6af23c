import { createHmac } from 'node:crypto';

import { until } from '../../tools/playground/n8n-api.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { CallbackReceiver } from '../harness/callback-receiver.mts';
import { SAMPLE } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

describe('callbacks', () => {
	let receiver: CallbackReceiver;
	/** Status of the next responses; 200 after those. */
	let responses: number[];

	beforeEach(async () => {
		responses = [];
		receiver = await CallbackReceiver.start(() => responses.shift() ?? 200);
	});
	afterEach(async () => await receiver.close());

	async function publish(more = {}) {
		pharlo.switch({ pace: 1000 });
		return await pharlo.call('POST', 'assignments', {
			...SAMPLE,
			callbackUrl: receiver.url,
			...more,
		});
	}

	test('report every step, with a signature of the sent bytes', async () => {
		const { id } = (await publish()).body;
		const callbacks = await receiver.arrived(4);
		const events = callbacks.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
		expect(events.map((event) => event.status)).toEqual([
			'uploading',
			'uploaded',
			'processing',
			'published',
		]);
		expect(events.every((event) => event.assignmentId === id)).toBe(true);
		expect(callbacks.map(({ signature }) => signature)).toEqual(
			callbacks.map(({ body }) =>
				createHmac('sha256', DEFAULTS.webhookSecret).update(body).digest('hex'),
			),
		);
	});

	test('a failure has a reason, and refunds the credits', async () => {
		await publish({ mediaUrl: 'https://cdn.example.com/missing.mp4' });
		const [, failed] = await receiver.arrived(2);
		expect(JSON.parse(failed?.body ?? '')).toEqual({
			assignmentId: pharlo.assignments[0]?.id,
			status: 'failed',
			errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 404' }],
			timestamp: expect.stringMatching(/Z$/),
		});
		expect(pharlo.simulator.simulation.state.credits).toBe(DEFAULTS.credits);
	});

	test('one that is not accepted is sent again, as shown in the log', async () => {
		pharlo.switch({ pace: 0, retrySeconds: [0, 0] });
		responses = [500, 409, 200];
		await pharlo.call('POST', 'assignments', { ...SAMPLE, callbackUrl: receiver.url });
		const [assignment] = pharlo.assignments;
		if (assignment === undefined) throw new Error('Not stored');
		await pharlo.simulator.lifecycle.advance(assignment);
		await receiver.arrived(3);
		const log = await until('the log', async () => {
			const { body } = await pharlo.call('GET', 'webhooks/deliveries?status=delivered');
			return body.total === 1 ? body : undefined;
		});
		expect(log.items).toEqual([
			{
				id: expect.any(String),
				assignmentId: assignment.id,
				url: receiver.url,
				status: 'delivered',
				httpStatusCode: 200,
				attempts: 3,
				lastAttemptAt: expect.any(String),
				lastError: 'HTTP 409',
			},
		]);
	});

	test('one that is never accepted ends as failed', async () => {
		pharlo.switch({ pace: 0, retrySeconds: [0] });
		responses = [500, 500];
		await pharlo.call('POST', 'assignments', { ...SAMPLE, callbackUrl: receiver.url });
		const [assignment] = pharlo.assignments;
		if (assignment === undefined) throw new Error('Not stored');
		await pharlo.simulator.lifecycle.advance(assignment);
		await until('the log', async () => {
			const { body } = await pharlo.call('GET', 'webhooks/deliveries?status=failed');
			return body.total === 1 ? body : undefined;
		});
		expect(receiver.received).toHaveLength(2);
	});
});
