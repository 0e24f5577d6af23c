import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../playground/child.mts';
import { Timeline, type Recording } from './timeline.mts';

/** What to do if {@link hasFfmpeg} returns false. */
export const NO_FFMPEG = 'ffmpeg not found: install it (apt-get install ffmpeg).';

export function hasFfmpeg(): boolean {
	return spawnSync('ffmpeg', ['-version']).status === 0;
}

/** The picture of the browser, and the strip below it with the caption. */
export const PICTURE = { width: 1920, height: 972 };
const STRIP = { height: 108, color: '0x101828' };

/** For libass, which draws in a picture of 288 lines unless it is told another size. */
const STYLE = 'Alignment=2,FontName=Sans,FontSize=11,MarginV=8,Outline=0,Shadow=0';

const SETTINGS = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p'];

/**
 * Makes a video of a recording.
 *
 * @param folder of the frames
 * @returns its length in seconds
 */
export async function makeVideo(
	recording: Recording,
	folder: string,
	output: string,
): Promise<number> {
	const timeline = new Timeline(recording);
	writeFileSync(join(folder, 'frames.txt'), listOfFrames(recording, timeline));
	writeFileSync(join(folder, 'captions.srt'), subtitles(recording, timeline));
	const { width, height } = PICTURE;
	const filters = [
		`scale=${width}:${height}`,
		`pad=${width}:${height + STRIP.height}:0:0:${STRIP.color}`,
		`subtitles=captions.srt:force_style='${STYLE}'`,
		'format=yuv420p',
	];
	await run(
		'ffmpeg',
		[
			...['-y', '-loglevel', 'error', '-f', 'concat', '-i', 'frames.txt'],
			...['-vf', filters.join(','), '-r', '25', ...SETTINGS],
			...['-movflags', '+faststart', output],
		],
		{ cwd: folder },
	);
	return timeline.length / 1000;
}

/** The list that ffmpeg's concat reads. */
function listOfFrames({ frames }: Recording, { durations }: Timeline): string {
	const lines = frames.flatMap(({ file }, index) => [
		`file '${file}'`,
		`duration ${((durations[index] ?? 0) / 1000).toFixed(3)}`,
	]);
	// Without a repetition, ffmpeg shows the last one for an instant only.
	return [...lines, `file '${frames.at(-1)?.file}'`, ''].join('\n');
}

function subtitles({ captions, end }: Recording, timeline: Timeline): string {
	return captions
		.map(({ text, at }, index) => {
			const from = timeline.toVideo(at);
			const to = timeline.toVideo(captions[index + 1]?.at ?? end);
			return `${index + 1}\n${timecode(from)} --> ${timecode(to)}\n${text}\n`;
		})
		.join('\n');
}

/** Formats milliseconds as in 00:01:02,345. */
function timecode(ms: number): string {
	return new Date(Math.round(ms)).toISOString().slice(11, 23).replace('.', ',');
}
