import type { Delivery } from '../state.mts';
import type { Simulation } from '../simulation.mts';
import { pick, type Chaos } from './chaos.mts';

interface Held {
	readonly delivery: Delivery;
	/** Cancels the timer that releases it if no other callback follows. */
	readonly cancelLimit: () => void;
}

/** Sends callbacks without a fault. */
interface CallbackSender {
	send(delivery: Delivery): Promise<void>;
	/** @returns the status of the response */
	post(url: string, body: string, signature: string | undefined): Promise<number>;
	signatureOf(body: string): string;
	/** @returns a function that cancels it */
	schedule(milliseconds: number, action: () => Promise<void>): () => void;
}

/** Injects faults between callbacks and their receivers. Retries are not disturbed. */
export class CallbackChaos {
	readonly #simulation: Simulation;
	readonly #chaos: Chaos;
	readonly #deliveries: CallbackSender;
	/** Held-back callbacks that wait for the next one, by assignment. */
	readonly #held = new Map<string, Held>();

	constructor(simulation: Simulation, chaos: Chaos, deliveries: CallbackSender) {
		this.#simulation = simulation;
		this.#chaos = chaos;
		this.#deliveries = deliveries;
		simulation.on('reset', () => this.#held.clear());
	}

	/** Sends a new callback, possibly with a fault. */
	async send(delivery: Delivery): Promise<void> {
		const fault = this.#chaos.nextCallback();
		const overtaken = this.#held.get(delivery.assignmentId);
		// A callback that overtakes another is not held back itself, or both would merely be late.
		const isDisturbed = fault?.kind !== 'reordered' || overtaken === undefined;
		if (fault === undefined || !isDisturbed) return await this.#sendGenuine(delivery, overtaken);

		this.#chaos.countCallback(fault.kind, delivery.assignmentId);
		switch (fault.kind) {
			case 'delayed':
				this.#deliveries.schedule(
					this.#simulation.settings.chaos.delayMs,
					async () => await this.#sendGenuine(delivery, overtaken),
				);
				return;
			case 'reordered':
				return this.#hold(delivery);
			case 'forged':
				await this.#sendForged(delivery, fault.variant);
				return await this.#sendGenuine(delivery, overtaken);
			case 'duplicate':
				await this.#sendGenuine(delivery, overtaken);
				return await this.#sendCopy(delivery);
		}
	}

	/** @param overtaken a callback that was held back until this one is sent */
	async #sendGenuine(delivery: Delivery, overtaken?: Held): Promise<void> {
		if (this.#wasReset(delivery)) return;
		await this.#deliveries.send(delivery);
		if (overtaken !== undefined) await this.#release(overtaken);
	}

	#hold(delivery: Delivery): void {
		// No callback follows the last one of an assignment, so the wait is limited.
		const cancelLimit = this.#deliveries.schedule(
			this.#simulation.settings.chaos.delayMs,
			async () => await this.#release(held),
		);
		const held = { delivery, cancelLimit };
		this.#held.set(delivery.assignmentId, held);
	}

	async #release(held: Held): Promise<void> {
		if (this.#held.get(held.delivery.assignmentId) !== held) return;
		this.#held.delete(held.delivery.assignmentId);
		held.cancelLimit();
		await this.#sendGenuine(held.delivery);
	}

	async #sendCopy(delivery: Delivery): Promise<void> {
		if (this.#wasReset(delivery)) return;
		const { url, body } = delivery;
		await this.#post(url, body, this.#deliveries.signatureOf(body));
	}

	/** Not in the delivery log, which contains only what Pharlo itself sends. */
	async #sendForged(delivery: Delivery, variant: number): Promise<void> {
		const event = JSON.parse(delivery.body) as Record<string, unknown>;
		const status = event.status === 'published' ? 'failed' : 'published';
		// An eavesdropper could replay a genuine signature with another body.
		const signature = pick([undefined, this.#deliveries.signatureOf(delivery.body)], variant);
		await this.#post(delivery.url, JSON.stringify({ ...event, status }), signature);
	}

	/** Ignores failures, which must not affect the genuine callback. */
	async #post(url: string, body: string, signature: string | undefined): Promise<void> {
		await this.#deliveries.post(url, body, signature).catch(() => undefined);
	}

	/** Whether the simulator was reset in the meantime. */
	#wasReset(delivery: Delivery): boolean {
		return !this.#simulation.state.deliveries.includes(delivery);
	}
}
