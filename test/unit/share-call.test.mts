import { shareRequest } from '../../nodes/Pharlo/waiting/resume.ts';

/** The requested pauses, and the functions that end them. */
const pauses: number[] = [];
let ends: Array<() => void> = [];
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async (milliseconds: number) => {
		pauses.push(milliseconds);
		await new Promise<void>((resolve) => ends.push(resolve));
	},
}));

function endPauses(): void {
	for (const end of ends) end();
	ends = [];
}

test('callers within a second share a request that is sent after the last of them', async () => {
	let requests = 0;
	const request = async (): Promise<number> => Promise.resolve(++requests);
	const first = shareRequest('key', request);
	const second = shareRequest('key', request);
	const other = shareRequest('another', request);
	expect(pauses).toEqual([1000, 1000]);
	expect(requests).toBe(0);
	endPauses();
	expect(await first).toEqual({ result: 1, isFirst: true });
	expect(await second).toEqual({ result: 1, isFirst: false });
	expect(await other).toEqual({ result: 2, isFirst: true });
	const later = shareRequest('key', request);
	endPauses();
	expect(await later).toEqual({ result: 3, isFirst: true });
});

test('a caller during a request gets a request of its own', async () => {
	let late: ReturnType<typeof shareRequest> | undefined;
	const early = shareRequest('asking', async () => {
		late = shareRequest('asking', async () => Promise.resolve('new'));
		return Promise.resolve('old');
	});
	endPauses();
	expect(await early).toEqual({ result: 'old', isFirst: true });
	endPauses();
	expect(await late).toEqual({ result: 'new', isFirst: true });
});

test('a failure rejects all callers that share it, and the next call sends a new request', async () => {
	const fail = async (): Promise<never> => await Promise.reject(new Error('No response'));
	const both = Promise.allSettled([shareRequest('failing', fail), shareRequest('failing', fail)]);
	endPauses();
	const failure = { status: 'rejected', reason: new Error('No response') };
	expect(await both).toEqual([failure, failure]);
	const next = shareRequest('failing', async () => Promise.resolve('fine'));
	endPauses();
	expect(await next).toMatchObject({ result: 'fine' });
});
