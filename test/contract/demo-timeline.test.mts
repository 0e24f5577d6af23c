import { Timeline } from '../../tools/demo/timeline.mts';

const frame = (at: number) => ({ file: `${at}.jpg`, at });

test('a pause has its full length in the video, and what happens quickly does', () => {
	const timeline = new Timeline({
		frames: [frame(1000), frame(1200), frame(5000)],
		captions: [],
		pauses: [{ from: 1300, to: 4900 }],
		end: 5100,
	});
	expect(timeline.durations).toEqual([200, 3800, 100]);
	expect(timeline.length).toBe(4100);
});

test('what takes n8n longer is shown faster, from beginning to end', () => {
	const timeline = new Timeline({
		frames: [frame(0), frame(5000), frame(10_000)],
		captions: [],
		pauses: [{ from: 10_000, to: 12_000 }],
		end: 12_000,
	});
	expect(timeline.toVideo(5000)).toBeCloseTo(timeline.toVideo(10_000) / 2);
	expect(timeline.toVideo(10_000)).toBeLessThan(1000);
	expect(timeline.toVideo(12_000) - timeline.toVideo(10_000)).toBe(2000);
	expect(timeline.durations.reduce((sum, one) => sum + one)).toBeCloseTo(timeline.length);
});
