import { shareCall } from '../../nodes/Pharlo/waiting/shareCall.ts';

/** How long was to be waited, and what ends each of these waits. */
const pauses: number[] = [];
let ends: Array<() => void> = [];
jest.mock('../../nodes/Pharlo/transport/pause.ts', () => ({
	pause: async (milliseconds: number) => {
		pauses.push(milliseconds);
		await new Promise<void>((resolve) => ends.push(resolve));
	},
}));

function letTimePass(): void {
	for (const end of ends) end();
	ends = [];
}

test('those who come within a second share an answer that is asked for after the last of them', async () => {
	let asked = 0;
	const ask = async (): Promise<number> => Promise.resolve(++asked);
	const first = shareCall('key', ask);
	const second = shareCall('key', ask);
	const other = shareCall('another', ask);
	expect(pauses).toEqual([1000, 1000]);
	expect(asked).toBe(0);
	letTimePass();
	expect(await first).toEqual({ answer: 1, isFirst: true });
	expect(await second).toEqual({ answer: 1, isFirst: false });
	expect(await other).toEqual({ answer: 2, isFirst: true });
	const later = shareCall('key', ask);
	letTimePass();
	expect(await later).toEqual({ answer: 3, isFirst: true });
});

test('one who comes while it is being asked has a question of his own', async () => {
	let late: ReturnType<typeof shareCall> | undefined;
	const early = shareCall('asking', async () => {
		late = shareCall('asking', async () => Promise.resolve('new'));
		return Promise.resolve('old');
	});
	letTimePass();
	expect(await early).toEqual({ answer: 'old', isFirst: true });
	letTimePass();
	expect(await late).toEqual({ answer: 'new', isFirst: true });
});

test('a failure reaches all who share it, and the next one asks anew', async () => {
	const fail = async (): Promise<never> => await Promise.reject(new Error('No answer'));
	const both = Promise.allSettled([shareCall('failing', fail), shareCall('failing', fail)]);
	letTimePass();
	const failure = { status: 'rejected', reason: new Error('No answer') };
	expect(await both).toEqual([failure, failure]);
	const next = shareCall('failing', async () => Promise.resolve('fine'));
	letTimePass();
	expect(await next).toMatchObject({ answer: 'fine' });
});
