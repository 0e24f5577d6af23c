import type { Deliveries } from '../deliveries.mts';
import type { Delivery } from '../state.mts';
import type { World } from '../world.mts';
import { pick, type Chaos } from './chaos.mts';

interface Held {
	readonly delivery: Delivery;
	/** Ends the waiting for a callback that may never come. */
	readonly cancelLimit: () => void;
}

/** Puts chaos between callbacks and their receivers. Further attempts pass undisturbed. */
export class CallbackChaos {
	readonly #world: World;
	readonly #chaos: Chaos;
	readonly #deliveries: Deliveries;
	/** Reordered callbacks that wait for the next one, by assignment. */
	readonly #held = new Map<string, Held>();

	constructor(world: World, chaos: Chaos, deliveries: Deliveries) {
		this.#world = world;
		this.#chaos = chaos;
		this.#deliveries = deliveries;
		world.on('reset', () => this.#held.clear());
	}

	/** Sends a new callback, or does with it what chance says. */
	async send(delivery: Delivery): Promise<void> {
		const fault = this.#chaos.nextCallback();
		const overtaken = this.#held.get(delivery.assignmentId);
		// One that overtakes another is not held itself, or both would only be late.
		const isDisturbed = fault?.kind !== 'reordered' || overtaken === undefined;
		if (fault === undefined || !isDisturbed) return await this.#sendGenuine(delivery, overtaken);

		this.#chaos.countCallback(fault.kind, delivery.assignmentId);
		switch (fault.kind) {
			case 'delayed':
				this.#deliveries.later(
					this.#world.settings.chaos.delayMs,
					async () => await this.#sendGenuine(delivery, overtaken),
				);
				return;
			case 'reordered':
				return this.#hold(delivery);
			case 'forged':
				await this.#sendForged(delivery, fault.look);
				return await this.#sendGenuine(delivery, overtaken);
			case 'duplicate':
				await this.#sendGenuine(delivery, overtaken);
				return await this.#sendCopy(delivery);
		}
	}

	/** @param overtaken one that was held back for this one to pass */
	async #sendGenuine(delivery: Delivery, overtaken?: Held): Promise<void> {
		if (this.#isForgotten(delivery)) return;
		await this.#deliveries.send(delivery);
		if (overtaken !== undefined) await this.#release(overtaken);
	}

	#hold(delivery: Delivery): void {
		// The last callback of an assignment waits in vain: none comes after it.
		const cancelLimit = this.#deliveries.later(
			this.#world.settings.chaos.delayMs,
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
		if (this.#isForgotten(delivery)) return;
		const { url, body } = delivery;
		await this.#post(url, body, this.#deliveries.signatureOf(body));
	}

	/** Not in the log of the API, which does not know what Pharlo did not send. */
	async #sendForged(delivery: Delivery, look: number): Promise<void> {
		const event = JSON.parse(delivery.body) as Record<string, unknown>;
		const status = event.status === 'published' ? 'failed' : 'published';
		// A signature that is genuine, but of another body, is what somebody who listens could send.
		const signature = pick([undefined, this.#deliveries.signatureOf(delivery.body)], look);
		await this.#post(delivery.url, JSON.stringify({ ...event, status }), signature);
	}

	/** What becomes of it does not matter to the genuine callback. */
	async #post(url: string, body: string, signature: string | undefined): Promise<void> {
		await this.#deliveries.post(url, body, signature).catch(() => undefined);
	}

	/** Whether a reset came in between. */
	#isForgotten(delivery: Delivery): boolean {
		return !this.#world.state.deliveries.includes(delivery);
	}
}
