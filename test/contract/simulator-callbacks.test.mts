import { createHmac } from 'node:crypto';

import { until } from '../../playground/n8n-api.mts';
import { DEFAULTS } from '../../simulator/options.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { SAMPLE } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

describe('callbacks', () => {
	let receiver: AnsweringServer;
	let bodies: string[];
	let status: number[];

	beforeEach(async () => {
		bodies = [];
		status = [];
		receiver = await answering((incoming, outgoing) => {
			let body = '';
			incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
			incoming.on('end', () => {
				bodies.push(body);
				outgoing.writeHead(status.shift() ?? 200).end();
			});
		});
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

	const arrived = async (count: number) =>
		await until(`${count} callbacks`, async () => (bodies.length >= count ? bodies : undefined));

	test('report every step, signed over the bytes that are sent', async () => {
		const { id } = (await publish()).body;
		const events = (await arrived(4)).map((body) => JSON.parse(body) as Record<string, unknown>);
		expect(events.map((event) => event.status)).toEqual([
			'uploading',
			'uploaded',
			'processing',
			'published',
		]);
		expect(events.every((event) => event.assignmentId === id)).toBe(true);
		const signatures = receiver.calls.map(({ headers }) => headers['x-webhook-signature']);
		expect(signatures).toEqual(
			bodies.map((body) => createHmac('sha256', DEFAULTS.webhookSecret).update(body).digest('hex')),
		);
	});

	test('a failure says why, and gives the credits back', async () => {
		await publish({ mediaUrl: 'https://cdn.example.com/missing.mp4' });
		const [, failed] = await arrived(2);
		expect(JSON.parse(failed ?? '')).toEqual({
			assignmentId: pharlo.assignments[0]?.id,
			status: 'failed',
			errors: [{ code: 'UPLOAD_FAILED', message: 'Media file returned 404' }],
			timestamp: expect.stringMatching(/Z$/),
		});
		expect(pharlo.simulator.world.state.credits).toBe(DEFAULTS.credits);
	});

	test('one that is not taken is sent again, and the log tells', async () => {
		pharlo.switch({ pace: 0, retrySeconds: [0, 0] });
		status = [500, 409, 200];
		await pharlo.call('POST', 'assignments', { ...SAMPLE, callbackUrl: receiver.url });
		const [assignment] = pharlo.assignments;
		if (assignment === undefined) throw new Error('Not stored');
		pharlo.simulator.lifecycle.advance(assignment);
		await arrived(3);
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

	test('one that is never taken ends as failed', async () => {
		pharlo.switch({ pace: 0, retrySeconds: [0] });
		status = [500, 500];
		await pharlo.call('POST', 'assignments', { ...SAMPLE, callbackUrl: receiver.url });
		const [assignment] = pharlo.assignments;
		if (assignment === undefined) throw new Error('Not stored');
		pharlo.simulator.lifecycle.advance(assignment);
		await until('the log', async () => {
			const { body } = await pharlo.call('GET', 'webhooks/deliveries?status=failed');
			return body.total === 1 ? body : undefined;
		});
		expect(bodies).toHaveLength(2);
	});
});
