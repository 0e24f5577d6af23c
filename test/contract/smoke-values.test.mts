import { answering } from '../harness/answering.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { smoke } from '../harness/smoke.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const publish = { publish: true, yes: true };
const REJECTED = 'rejected with HTTP 400';

describe('scheduled times', () => {
	test.each([
		[true, REJECTED],
		[false, 'accepted'],
	])('are tried in each form: strict %s', async (strictTimes, withMilliseconds) => {
		pharlo.switch({ strictTimes });
		const { row } = await smoke(pharlo.simulator.url, publish);
		const answers = ['`Z`', '`+02:00`', '`+0200`', 'milliseconds'].map(
			(form) => row(`A scheduled time with ${form}`).answer,
		);
		expect(answers).toEqual(['accepted', 'accepted', REJECTED, withMilliseconds]);
		expect(row('A scheduled time without seconds').answer).toBe(REJECTED);
		expect(row('A scheduled time without an offset').answer).toBe(REJECTED);
	});

	test('are all a month ahead, and of the one assignment', async () => {
		await smoke(pharlo.simulator.url, publish);
		const times = pharlo.requests.flatMap(({ method, body }) => {
			const { scheduledAt } = (body ?? {}) as { scheduledAt?: string };
			return method === 'PATCH' && scheduledAt !== undefined ? [scheduledAt] : [];
		});
		expect(times).toEqual([
			expect.stringMatching(/T\d\d:\d\d:\d\dZ$/),
			expect.stringMatching(/T\d\d:\d\d:\d\d\+02:00$/),
			expect.stringMatching(/T\d\d:\d\d:\d\d\+0200$/),
			expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{3}Z$/),
			expect.stringMatching(/T\d\d:\d\dZ$/),
			expect.stringMatching(/T\d\d:\d\d:\d\d$/),
		]);
		for (const time of times) {
			const days = (Date.parse(time.replace('+0200', '+02:00')) - Date.now()) / 86_400_000;
			expect(days).toBeGreaterThan(28);
		}
		expect(pharlo.assignments).toHaveLength(1);
	});

	test('one that is moved is noticed', async () => {
		const connections = { items: [{ id: 'c1', platform: 'youtube' }], platform: 'youtube' };
		// Reads every time as if it were in UTC.
		const other = await answering((request, response) => {
			request.on('data', (body: Buffer) => {
				const { scheduledAt } = JSON.parse(body.toString()) as { scheduledAt?: string };
				const moved = scheduledAt?.replace(/\+.*$/, 'Z');
				response.end(JSON.stringify({ id: 'a1', status: 'cancelled', scheduledAt: moved }));
			});
			request.on('end', () => response.end(JSON.stringify(connections)));
		});
		const { row } = await smoke(other.url, publish);
		await other.close();
		expect(row('A scheduled time with `+02:00`').answer).toBe(
			'accepted, but moved by 120 minutes!',
		);
		expect(row('A scheduled time with `Z`').answer).toBe('accepted');
	});
});

test('tells which values of a Create are returned', async () => {
	const { row } = await smoke(pharlo.simulator.url, publish);
	const { answer } = row('Values of a Create that Get returns');
	expect(answer).toContain('`payload` as sent, `mediaUrl` as sent');
	expect(answer).toContain('`scheduledAt` in another form');
});

test('tells under which key content is returned', async () => {
	await pharlo.add('published');
	const { row } = await smoke(pharlo.simulator.url);
	expect(row('Content that an assignment is returned with').answer).toBe('`payload`, `mediaUrl`');
});
