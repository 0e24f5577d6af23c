import type { MediaFetchSettings } from '../../tools/simulator/media/settings.mts';
import type { Settings } from '../../tools/simulator/options.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import { MediaServer } from './media-server.mts';
import { Pharlo } from './pharlo.mts';

/** A simulator, and the server from which it fetches media files. */
export class MediaClient {
	/** The simulator's `media` events and status changes, in order. */
	readonly events: string[] = [];

	private constructor(
		readonly pharlo: Pharlo,
		readonly media: MediaServer,
	) {
		const { simulation } = pharlo.simulator;
		simulation.on('media', () => this.events.push('media'));
		simulation.on('transition', ({ status }) => this.events.push(status));
	}

	static async start(): Promise<MediaClient> {
		return new MediaClient(await Pharlo.start(), await MediaServer.start());
	}

	/** @throws {Error} if the simulator's response is not a 200 */
	async control<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> {
		const response = await fetch(`${this.pharlo.simulator.url}/simulator/${path}`, {
			method,
			...(body === undefined
				? {}
				: { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
		});
		if (response.status !== 200) throw new Error(await response.text());
		return (await response.json()) as T;
	}

	/** Changes how media files are fetched. */
	async set(mediaFetch: Partial<MediaFetchSettings>): Promise<Settings> {
		return await this.control('PUT', 'settings', { mediaFetch });
	}

	/** Adds an assignment whose next step fetches the file. */
	async uploading(more: Partial<Assignment> = {}): Promise<Assignment> {
		return await this.pharlo.add('uploading', { mediaUrl: this.media.url, ...more });
	}

	/** Makes an assignment take its next step, and returns it after that. */
	async advance({ id }: { id: string }): Promise<Assignment> {
		return await this.control('POST', `assignments/${id}/advance`);
	}

	/** Adds an assignment, and returns it after the fetch of its file. */
	async fetched(more: Partial<Assignment> = {}): Promise<Assignment> {
		return await this.advance(await this.uploading(more));
	}

	/** Resets everything, for use between tests. */
	reset(): void {
		this.pharlo.reset();
		this.media.reset();
		this.events.length = 0;
	}

	async close(): Promise<void> {
		await this.pharlo.close();
		await this.media.close();
	}
}

/** Matches an assignment that failed because of its media file. */
export function failure(message: unknown) {
	return { status: 'failed', errors: [{ code: 'UPLOAD_FAILED', message }] };
}
