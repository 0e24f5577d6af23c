import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';

import { CallbackChaos } from './chaos/callbacks.mts';
import type { Chaos } from './chaos/chaos.mts';
import { timestamp, type Assignment, type Delivery } from './state.mts';
import type { World } from './world.mts';

/** A receiver has ten seconds (Webhooks guide). */
const DELIVERY_LIMIT_MS = 10_000;

/** Sends the signed callbacks and tries again where a receiver does not answer 2xx. */
export class Deliveries {
	readonly #world: World;
	readonly #chaos: CallbackChaos;
	readonly #agent = new Agent({
		headersTimeout: DELIVERY_LIMIT_MS,
		bodyTimeout: DELIVERY_LIMIT_MS,
		connect: { timeout: DELIVERY_LIMIT_MS },
	});
	readonly #timers = new Set<NodeJS.Timeout>();
	#stopped = false;

	constructor(world: World, chaos: Chaos) {
		this.#world = world;
		this.#chaos = new CallbackChaos(world, chaos, this);
		world.on('transition', (assignment) => this.report(assignment));
		world.on('reset', () => this.#clearTimers());
		this.#resume();
	}

	/** Goes on with what an earlier run left undelivered, the oldest first. */
	#resume(): void {
		for (const delivery of [...this.#world.state.deliveries].reverse()) {
			if (delivery.status !== 'pending') continue;
			if (delivery.attempts === 0) void this.#chaos.send(delivery);
			else this.#planNext(delivery);
		}
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		this.#clearTimers();
		await this.#agent.destroy();
	}

	/** Reports an assignment's present status to its callback URL, if it has one. */
	report(assignment: Assignment): void {
		if (assignment.callbackUrl === null) return;
		const delivery: Delivery = {
			id: this.#world.newId(),
			assignmentId: assignment.id,
			url: assignment.callbackUrl,
			status: 'pending',
			httpStatusCode: null,
			attempts: 0,
			lastAttemptAt: null,
			body: JSON.stringify(eventOf(assignment)),
		};
		this.#world.state.deliveries.unshift(delivery);
		void this.#chaos.send(delivery);
	}

	/** Sends a callback once and plans the next attempt if it was not taken. */
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
		if (delivery.status !== 'delivered') this.#planNext(delivery);
		this.#world.emit('change');
	}

	/**
	 * Sends a body to a receiver, and that is all.
	 *
	 * @param signature undefined for one that Pharlo would not send
	 * @returns the status of the answer
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
		return sign(body, this.#world.options.webhookSecret);
	}

	/**
	 * Does something in a while, unless everything is forgotten until then.
	 *
	 * @returns what cancels it
	 */
	later(milliseconds: number, action: () => Promise<void>): () => void {
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

	#planNext(delivery: Delivery): void {
		const seconds = this.#world.settings.retrySeconds[delivery.attempts - 1];
		if (seconds === undefined) {
			delivery.status = 'failed';
			return;
		}
		// Attempts go on at a natural pace even while time stands still for the assignments.
		const wait = this.#world.paced(seconds * 1000) ?? seconds * 1000;
		this.later(wait, async () => await this.send(delivery));
	}

	#logAttempt(delivery: Delivery, milliseconds: number): void {
		const { status } = JSON.parse(delivery.body) as { status: string };
		const result = delivery.status === 'delivered' ? 'delivered' : (delivery.lastError ?? '');
		this.#world.options.log(
			`callback ${status.padEnd(10)} ${delivery.assignmentId.slice(0, 8)} to ${withoutQuery(delivery.url)}: ${result} (attempt ${delivery.attempts}, ${milliseconds} ms)`,
		);
	}

	#clearTimers(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
	}
}

/** The query of a callback URL may hold a token of the receiver's. */
function withoutQuery(url: string): string {
	return url.replace(/\?.*$/, '?…');
}

/** Lower-case hex HMAC-SHA256 over the raw body, without a prefix (Webhooks guide). */
export function sign(body: string | Buffer, secret: string): string {
	return createHmac('sha256', secret).update(body).digest('hex');
}

/** The samples of the Webhooks guide; the one for a failure holds less than the other. */
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
