import { request } from 'undici';

import type { ReceivedRequest } from '../../tools/simulator/simulation.mts';
import { DEFAULTS, type Settings, type SimulatorOptions } from '../../tools/simulator/options.mts';
import { startSimulator, type Simulator } from '../../tools/simulator/server.mts';
import { SEEDED, type Assignment } from '../../tools/simulator/state.mts';

/** The simulator's initial connections. */
export const YOUTUBE = SEEDED.demoChannel;
export const FACEBOOK = SEEDED.demoPage;
export const INACTIVE = SEEDED.oldChannel;
export const EXPIRED = SEEDED.holidayPage;

/** A simulator that records its requests. Time is stopped by default. */
export class Pharlo {
	readonly requests: ReceivedRequest[] = [];

	private constructor(readonly simulator: Simulator) {
		simulator.simulation.on('request', (request) => this.requests.push(request));
	}

	static async start(options: Partial<SimulatorOptions> = {}): Promise<Pharlo> {
		const settings = { ...DEFAULTS.settings, pace: 0, retrySeconds: [] };
		return new Pharlo(await startSimulator({ port: 0, settings, ...options }));
	}

	/** A credential for this simulator. */
	get credential() {
		return {
			apiKey: DEFAULTS.apiKey,
			webhookSecret: DEFAULTS.webhookSecret,
			previousWebhookSecret: '',
			defaultCallbackUrl: '',
			baseUrl: this.simulator.url,
		};
	}

	get assignments(): Assignment[] {
		return this.simulator.simulation.state.assignments;
	}

	/**
	 * Calls a listener for each request.
	 *
	 * @returns a function that removes this listener only
	 */
	onRequest(listener: (request: ReceivedRequest) => void): () => void {
		const { simulation } = this.simulator;
		simulation.on('request', listener);
		return () => void simulation.off('request', listener);
	}

	switch(settings: Partial<Settings>): void {
		Object.assign(this.simulator.simulation.settings, settings);
	}

	/** The only request; fails if there is none or more than one. */
	get onlyRequest(): ReceivedRequest {
		const [request, ...more] = this.requests;
		if (request === undefined || more.length > 0) {
			throw new Error(`${this.requests.length} requests instead of one`);
		}
		return request;
	}

	/**
	 * Calls the API directly, like any client of Pharlo.
	 *
	 * @param signal aborts the call, as a client that stops waiting for the response
	 */
	async call(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: unknown,
		signal?: AbortSignal,
	) {
		const response = await request(`${this.simulator.url}/api/v1/${path}`, {
			method,
			headers: {
				authorization: `Bearer ${DEFAULTS.apiKey}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			...(signal === undefined ? {} : { signal }),
		});
		const text = await response.body.text();
		return {
			status: response.statusCode,
			headers: response.headers,
			body: (text === '' ? undefined : JSON.parse(text)) as Record<string, unknown>,
		};
	}

	/** Adds a stored assignment with the given status. */
	async add(status: Assignment['status'], more: Partial<Assignment> = {}): Promise<Assignment> {
		const { simulation } = this.simulator;
		const assignment: Assignment = {
			id: simulation.newId(),
			status,
			connectionId: YOUTUBE,
			platform: 'youtube',
			type: 'video',
			payload: { title: 'Product Demo', privacy: 'public' },
			mediaUrl: 'https://cdn.example.com/demo.mp4',
			mediaContentType: null,
			mediaSizeBytes: null,
			scheduledAt: null,
			callbackUrl: null,
			idempotencyKey: null,
			externalId: null,
			platformPostId: null,
			platformUrl: null,
			errors:
				status === 'failed' ? [{ code: 'UPLOAD_FAILED', message: 'Media file returned 403' }] : [],
			createdAt: simulation.now(),
			updatedAt: simulation.now(),
			attempts: 1,
			media: null,
			...more,
		};
		simulation.state.assignments.unshift(assignment);
		return assignment;
	}

	/**
	 * Deletes assignments and recorded requests, but does not restart the IDs: a node may remember
	 * old ones.
	 */
	clear(): void {
		this.simulator.simulation.state.assignments.length = 0;
		this.requests.length = 0;
	}

	/** Resets everything, for use between tests. */
	reset(): void {
		this.simulator.simulation.reset();
		this.requests.length = 0;
	}

	async close(): Promise<void> {
		await this.simulator.close();
	}
}
