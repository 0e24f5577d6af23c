import { shareRequest } from '../../nodes/Pharlo/waiting/resume.ts';

/** How long was to be waited, and what ends each of these waits. */
const pauses: number[] = [];
let ends: Array<() => void> = [];
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
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
	const first = shareRequest('key', ask);
	const second = shareRequest('key', ask);
	const other = shareRequest('another', ask);
	expect(pauses).toEqual([1000, 1000]);
	expect(asked).toBe(0);
	letTimePass();
	expect(await first).toEqual({ result: 1, isFirst: true });
	expect(await second).toEqual({ result: 1, isFirst: false });
	expect(await other).toEqual({ result: 2, isFirst: true });
	const later = shareRequest('key', ask);
	letTimePass();
	expect(await later).toEqual({ result: 3, isFirst: true });
});

test('one who comes while it is being asked has a question of his own', async () => {
	let late: ReturnType<typeof shareRequest> | undefined;
	const early = shareRequest('asking', async () => {
		late = shareRequest('asking', async () => Promise.resolve('new'));
		return Promise.resolve('old');
	});
	letTimePass();
	expect(await early).toEqual({ result: 'old', isFirst: true });
	letTimePass();
	expect(await late).toEqual({ result: 'new', isFirst: true });
});

test('a failure reaches all who share it, and the next one asks anew', async () => {
	const fail = async (): Promise<never> => await Promise.reject(new Error('No answer'));
	const both = Promise.allSettled([shareRequest('failing', fail), shareRequest('failing', fail)]);
	letTimePass();
	const failure = { status: 'rejected', reason: new Error('No answer') };
	expect(await both).toEqual([failure, failure]);
	const next = shareRequest('failing', async () => Promise.resolve('fine'));
	letTimePass();
	expect(await next).toMatchObject({ result: 'fine' });
});
