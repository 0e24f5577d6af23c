import type { Simulation } from '../simulation.mts';
import type { Assignment } from '../state.mts';
import { fetchMedia, type MediaFile } from './fetch.mts';

interface Fetch {
	readonly abort: AbortController;
	/** Resolves after the fetch and what follows it, or when it was stopped. */
	readonly end: Promise<void>;
}

const NO_FILE = { bytes: null, sha256: null, contentType: null };

/** Fetches the media files of assignments, and stores with them what was fetched. */
export class MediaFetches {
	readonly #simulation: Simulation;
	readonly #underWay = new Map<string, Fetch>();

	constructor(simulation: Simulation) {
		this.#simulation = simulation;
	}

	/** Returns the end of the fetch that is under way for an assignment, if there is one. */
	underWay({ id }: Assignment): Promise<void> | undefined {
		return this.#underWay.get(id)?.end;
	}

	/**
	 * Fetches an assignment's media file.
	 *
	 * @param settle called with the reason if the file is unusable; not called if the fetch is stopped
	 */
	async start(
		assignment: Assignment,
		url: string,
		settle: (fault: string | undefined) => void,
	): Promise<void> {
		const abort = new AbortController();
		const end = this.#fetch(assignment, url, abort.signal).then((fault) => {
			if (abort.signal.aborted) return;
			this.#underWay.delete(assignment.id);
			settle(fault);
		});
		this.#underWay.set(assignment.id, { abort, end });
		await end;
	}

	/** Stops the fetch that is under way for an assignment, if there is one. */
	stop(id: string): void {
		this.#underWay.get(id)?.abort.abort();
		this.#underWay.delete(id);
	}

	stopAll(): void {
		for (const id of this.#underWay.keys()) this.stop(id);
	}

	/** Returns why the file is unusable; undefined if it is usable, or if the fetch was stopped. */
	async #fetch(
		assignment: Assignment,
		url: string,
		signal: AbortSignal,
	): Promise<string | undefined> {
		const { mediaFetch } = this.#simulation.settings;
		for (let time = 0; time < mediaFetch.times; time += 1) {
			let file: MediaFile | undefined;
			let fault: string | undefined;
			try {
				file = await fetchMedia(url, mediaFetch, signal);
			} catch (error) {
				fault = (error as Error).message;
			}
			if (signal.aborted) return undefined;
			const fetches = (assignment.media?.fetches ?? 0) + 1;
			assignment.media = { ...(file ?? NO_FILE), fetches };
			this.#simulation.options.log(
				`media ${assignment.id.slice(0, 8)}: ${fault ?? `${file?.bytes} bytes, SHA-256 ${file?.sha256.slice(0, 12)}…`}`,
			);
			this.#simulation.emit('media', assignment);
			this.#simulation.emit('change');
			if (fault !== undefined) return fault;
		}
		return undefined;
	}
}
