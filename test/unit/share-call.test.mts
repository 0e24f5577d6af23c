import { shareCall } from '../../nodes/Pharlo/waiting/shareCall.ts';

test('those who come within a second share an answer that is asked for after the last of them', async () => {
	let asked = 0;
	const ask = async (): Promise<number> => Promise.resolve(++asked);
	const first = shareCall('key', ask);
	await new Promise((resolve) => setTimeout(resolve, 200));
	expect(asked).toBe(0);
	const second = shareCall('key', ask);
	const other = shareCall('another', ask);
	expect(await first).toEqual({ answer: 1, isFirst: true });
	expect(await second).toEqual({ answer: 1, isFirst: false });
	expect(await other).toEqual({ answer: 2, isFirst: true });
	expect(await shareCall('key', ask)).toEqual({ answer: 3, isFirst: true });
});

test('a failure reaches all who share it, and the next one asks anew', async () => {
	const fail = async (): Promise<never> => await Promise.reject(new Error('No answer'));
	const both = [shareCall('failing', fail), shareCall('failing', fail)];
	for (const shared of both) await expect(shared).rejects.toThrow('No answer');
	expect(await shareCall('failing', async () => Promise.resolve('fine'))).toMatchObject({
		answer: 'fine',
	});
});
