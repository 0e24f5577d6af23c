import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { text } from 'node:stream/consumers';

import { sign } from '../../tools/simulator/deliveries.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { answering, type AnsweringServer } from './answering.mts';

/** A callback as it came. */
export interface ReceivedCallback {
	readonly body: string;
	/** What the body says of the assignment. */
	readonly status: string;
	readonly signature: unknown;
	/** Whether it is signed with the simulator's secret. */
	readonly isGenuine: boolean;
}

/** Stands where n8n would, and takes callbacks. */
export class CallbackReceiver {
	/** In the order of their arrival. */
	readonly received: ReceivedCallback[] = [];
	/** With a path of its own: what others were to get does not count, though it come to this port. */
	readonly url: string;
	readonly #server: AnsweringServer;
	readonly #arrivals: EventEmitter;

	private constructor(server: AnsweringServer, path: string, arrivals: EventEmitter) {
		this.url = server.url + path;
		this.#server = server;
		this.#arrivals = arrivals;
		arrivals.on('callback', (callback: ReceivedCallback) => this.received.push(callback));
	}

	/** @param answer the HTTP status that a callback is answered with */
	static async start(
		answer: (callback: ReceivedCallback) => number = () => 200,
	): Promise<CallbackReceiver> {
		const path = `/${randomUUID()}`;
		const arrivals = new EventEmitter();
		const server = await answering((incoming, outgoing) => {
			void text(incoming).then((body) => {
				if (incoming.url !== path) return outgoing.writeHead(404).end();
				const callback = read(body, incoming.headers['x-webhook-signature']);
				arrivals.emit('callback', callback);
				return outgoing.writeHead(answer(callback)).end();
			});
		});
		return new CallbackReceiver(server, path, arrivals);
	}

	/** All that have come, as soon as there are so many. */
	async arrived(count: number): Promise<readonly ReceivedCallback[]> {
		while (this.received.length < count) await once(this.#arrivals, 'callback');
		return this.received;
	}

	async close(): Promise<void> {
		await this.#server.close();
	}
}

function read(body: string, signature: unknown): ReceivedCallback {
	const { status } = JSON.parse(body) as { status: string };
	return { body, status, signature, isGenuine: signature === sign(body, DEFAULTS.webhookSecret) };
}
