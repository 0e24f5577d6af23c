import { request } from 'undici';

import type { ReceivedRequest } from '../../tools/simulator/simulation.mts';
import { DEFAULTS, type Settings, type SimulatorOptions } from '../../tools/simulator/options.mts';
import { startSimulator, type Simulator } from '../../tools/simulator/server.mts';
import { SEEDED, type Assignment } from '../../tools/simulator/state.mts';

/** The connections that the simulator starts with. */
export const YOUTUBE = SEEDED.demoChannel;
export const FACEBOOK = SEEDED.demoPage;
export const INACTIVE = SEEDED.oldChannel;
export const EXPIRED = SEEDED.holidayPage;

/** A simulator that writes down what it is asked; time stands still unless a test wants otherwise. */
export class Pharlo {
	readonly requests: ReceivedRequest[] = [];

	private constructor(readonly simulator: Simulator) {
		simulator.simulation.on('request', (request) => this.requests.push(request));
	}

	static async start(options: Partial<SimulatorOptions> = {}): Promise<Pharlo> {
		const settings = { ...DEFAULTS.settings, pace: 0, retrySeconds: [] };
		return new Pharlo(await startSimulator({ port: 0, settings, ...options }));
	}

	/** A credential for it. */
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
	 * Tells of each request that comes in.
	 *
	 * @returns what ends the telling, and nothing else that listens
	 */
	onRequest(listener: (request: ReceivedRequest) => void): () => void {
		const { simulation } = this.simulator;
		simulation.on('request', listener);
		return () => void simulation.off('request', listener);
	}

	switch(settings: Partial<Settings>): void {
		Object.assign(this.simulator.simulation.settings, settings);
	}

	/** The one request that was made. */
	get onlyRequest(): ReceivedRequest {
		const [request, ...more] = this.requests;
		if (request === undefined || more.length > 0) {
			throw new Error(`${this.requests.length} requests instead of one`);
		}
		return request;
	}

	/**
	 * Calls the API itself, as any client of Pharlo's would.
	 *
	 * @param signal of a client that does not wait for the answer any longer
	 */
	async call(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: unknown,
		signal?: AbortSignal,
	) {
		const answer = await request(`${this.simulator.url}/api/v1/${path}`, {
			method,
			headers: {
				authorization: `Bearer ${DEFAULTS.apiKey}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			...(signal === undefined ? {} : { signal }),
		});
		const text = await answer.body.text();
		return {
			status: answer.statusCode,
			headers: answer.headers,
			body: (text === '' ? undefined : JSON.parse(text)) as Record<string, unknown>,
		};
	}

	/** A stored assignment in the given status, as if it had been created long ago. */
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
			...more,
		};
		simulation.state.assignments.unshift(assignment);
		return assignment;
	}

	/** Forgets what was created and asked, and goes on with new IDs: a node may remember old ones. */
	clear(): void {
		this.simulator.simulation.state.assignments.length = 0;
		this.requests.length = 0;
	}

	/** Forgets everything; for between tests. */
	reset(): void {
		this.simulator.simulation.reset();
		this.requests.length = 0;
	}

	async close(): Promise<void> {
		await this.simulator.close();
	}
}
