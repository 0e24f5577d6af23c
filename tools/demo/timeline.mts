/** A picture of the screen, which is shown until the next one. */
export interface Frame {
	readonly file: string;
	/** Milliseconds, by the clock of the recording. */
	readonly at: number;
}

/** A sentence, which is shown until the next one. */
export interface Caption {
	readonly text: string;
	readonly at: number;
}

/** A time in which the user waits on purpose. */
export interface Pause {
	readonly from: number;
	readonly to: number;
}

export interface Recording {
	readonly frames: readonly Frame[];
	readonly captions: readonly Caption[];
	readonly pauses: readonly Pause[];
	readonly end: number;
}

/** What happens between two pauses is shown in this time at most, however slow the machine is. */
const LONGEST_MS = 600;

interface Part {
	readonly from: number;
	readonly to: number;
	/** How long it takes in the video. */
	readonly shown: number;
}

/** The clock of the video, which is faster than that of the recording while n8n is busy. */
export class Timeline {
	/** How long each frame is shown, in milliseconds. */
	readonly durations: readonly number[];
	readonly length: number;
	readonly #parts: readonly Part[];

	constructor({ frames, pauses, end }: Recording) {
		const start = frames[0]?.at ?? end;
		this.#parts = [...pauses, { from: end, to: end }].flatMap(({ from, to }, index) => {
			const before = pauses[index - 1]?.to ?? start;
			return [
				{ from: before, to: from, shown: Math.min(from - before, LONGEST_MS) },
				{ from, to, shown: to - from },
			];
		});
		this.length = this.toVideo(end);
		this.durations = frames.map(
			({ at }, index) => this.toVideo(frames[index + 1]?.at ?? end) - this.toVideo(at),
		);
	}

	/** Returns the time in the video, in milliseconds. */
	toVideo(at: number): number {
		return this.#parts.reduce((time, { from, to, shown }) => {
			const part = to > from ? (Math.min(at, to) - from) / (to - from) : 0;
			return time + Math.max(0, part) * shown;
		}, 0);
	}
}
