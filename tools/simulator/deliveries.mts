import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';

import { CallbackChaos } from './chaos/callbacks.mts';
import type { Chaos } from './chaos/chaos.mts';
import { timestamp, type Assignment, type Delivery } from './state.mts';
import type { Simulation } from './simulation.mts';

/** A receiver must respond within ten seconds (Webhooks guide). */
const DELIVERY_LIMIT_MS = 10_000;

/** Sends signed callbacks and retries those that do not get a 2xx response. */
export class Deliveries {
	readonly #simulation: Simulation;
	readonly #chaos: CallbackChaos;
	readonly #agent = new Agent({
		headersTimeout: DELIVERY_LIMIT_MS,
		bodyTimeout: DELIVERY_LIMIT_MS,
		connect: { timeout: DELIVERY_LIMIT_MS },
	});
	readonly #timers = new Set<NodeJS.Timeout>();
	#stopped = false;

	constructor(simulation: Simulation, chaos: Chaos) {
		this.#simulation = simulation;
		this.#chaos = new CallbackChaos(simulation, chaos, this);
		simulation.on('transition', (assignment) => this.report(assignment));
		simulation.on('reset', () => this.#clearTimers());
		this.#resume();
	}

	/** Resumes deliveries that an earlier run left pending, oldest first. */
	#resume(): void {
		for (const delivery of [...this.#simulation.state.deliveries].reverse()) {
			if (delivery.status !== 'pending') continue;
			if (delivery.attempts === 0) void this.#chaos.send(delivery);
			else this.#scheduleRetry(delivery);
		}
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		this.#clearTimers();
		await this.#agent.destroy();
	}

	/** Reports an assignment's current status to its callback URL, if it has one. */
	report(assignment: Assignment): void {
		if (assignment.callbackUrl === null) return;
		const delivery: Delivery = {
			id: this.#simulation.newId(),
			assignmentId: assignment.id,
			url: assignment.callbackUrl,
			status: 'pending',
			httpStatusCode: null,
			attempts: 0,
			lastAttemptAt: null,
			body: JSON.stringify(eventOf(assignment)),
		};
		this.#simulation.state.deliveries.unshift(delivery);
		void this.#chaos.send(delivery);
	}

	/** Sends a callback once and schedules the next attempt if it is not accepted. */
	async send(delivery: Delivery): Promise<void> {
		delivery.attempts += 1;
		delivery.lastAttemptAt = timestamp(new Date());
		const started = Date.now();
		try {
			const { url, body } = delivery;
			const status = await this.post(url, body, this.signatureOf(body));
			delivery.httpStatusCode = status;
			if (status >= 200 && status < 300) delivery.status = 'delivered';
			else delivery.lastError = `HTTP ${status}`;
		} catch (error) {
			delivery.httpStatusCode = null;
			delivery.lastError = error instanceof Error ? error.message || error.name : String(error);
		}
		if (this.#stopped) return;
		this.#logAttempt(delivery, Date.now() - started);
		if (delivery.status !== 'delivered') this.#scheduleRetry(delivery);
		this.#simulation.emit('change');
	}

	/**
	 * Posts a body to a receiver, without logging or retries.
	 *
	 * @param signature undefined sends no signature header
	 * @returns the HTTP status of the response
	 */
	async post(url: string, body: string, signature: string | undefined): Promise<number> {
		const response = await request(url, {
			method: 'POST',
			dispatcher: this.#agent,
			signal: AbortSignal.timeout(DELIVERY_LIMIT_MS),
			headers: {
				'content-type': 'application/json',
				'user-agent': 'pharlo-simulator',
				...(signature === undefined ? {} : { 'x-webhook-signature': signature }),
			},
			body,
		});
		await response.body.dump();
		return response.statusCode;
	}

	signatureOf(body: string): string {
		return sign(body, this.#simulation.options.webhookSecret);
	}

	/**
	 * Runs an action after a delay, unless the simulator is reset first.
	 *
	 * @returns a function that cancels it
	 */
	schedule(milliseconds: number, action: () => Promise<void>): () => void {
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			void action();
		}, milliseconds);
		this.#timers.add(timer);
		return () => {
			clearTimeout(timer);
			this.#timers.delete(timer);
		};
	}

	#scheduleRetry(delivery: Delivery): void {
		const seconds = this.#simulation.settings.retrySeconds[delivery.attempts - 1];
		if (seconds === undefined) {
			delivery.status = 'failed';
			return;
		}
		// At pace 0 retries run in real time, although assignments do not progress.
		const wait = this.#simulation.paced(seconds * 1000) ?? seconds * 1000;
		this.schedule(wait, async () => await this.send(delivery));
	}

	#logAttempt(delivery: Delivery, milliseconds: number): void {
		const { status } = JSON.parse(delivery.body) as { status: string };
		const result = delivery.status === 'delivered' ? 'delivered' : (delivery.lastError ?? '');
		this.#simulation.options.log(
			`callback ${status.padEnd(10)} ${delivery.assignmentId.slice(0, 8)} to ${withoutQuery(delivery.url)}: ${result} (attempt ${delivery.attempts}, ${milliseconds} ms)`,
		);
	}

	#clearTimers(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
	}
}

/** Removes the query, which may contain a token of the receiver. */
function withoutQuery(url: string): string {
	return url.replace(/\?.*$/, '?…');
}

/** Lower-case hex HMAC-SHA256 over the raw body, without a prefix (Webhooks guide). */
export function sign(body: string | Buffer, secret: string): string {
	return createHmac('sha256', secret).update(body).digest('hex');
}

/** Builds an event as in the samples of the Webhooks guide, where a failure has fewer fields. */
function eventOf(assignment: Assignment): Record<string, unknown> {
	if (assignment.status === 'failed') {
		return {
			assignmentId: assignment.id,
			status: assignment.status,
			errors: assignment.errors,
			timestamp: timestamp(new Date()),
		};
	}
	return {
		assignmentId: assignment.id,
		status: assignment.status,
		platform: assignment.platform,
		connectionId: assignment.connectionId,
		platformPostId: assignment.platformPostId,
		platformUrl: assignment.platformUrl,
		errors: assignment.errors,
		timestamp: timestamp(new Date()),
	};
}
