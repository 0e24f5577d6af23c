import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { text } from 'node:stream/consumers';

import { sign } from '../../tools/simulator/deliveries.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { answering, type AnsweringServer } from './answering.mts';

/** A callback as received. */
export interface ReceivedCallback {
	readonly body: string;
	/** The assignment's status in the body. */
	readonly status: string;
	readonly signature: unknown;
	/** Whether it is signed with the simulator's secret. */
	readonly isGenuine: boolean;
}

/** Receives callbacks in place of n8n. */
export class CallbackReceiver {
	/** In order of arrival. */
	readonly received: ReceivedCallback[] = [];
	/** A unique path, so that callbacks for an earlier receiver on the same port are ignored. */
	readonly url: string;
	readonly #server: AnsweringServer;
	readonly #arrivals: EventEmitter;

	private constructor(server: AnsweringServer, path: string, arrivals: EventEmitter) {
		this.url = server.url + path;
		this.#server = server;
		this.#arrivals = arrivals;
		arrivals.on('callback', (callback: ReceivedCallback) => this.received.push(callback));
	}

	/** @param statusFor returns the HTTP status of the response to a callback */
	static async start(
		statusFor: (callback: ReceivedCallback) => number = () => 200,
	): Promise<CallbackReceiver> {
		const path = `/${randomUUID()}`;
		const arrivals = new EventEmitter();
		const server = await answering((incoming, outgoing) => {
			void text(incoming).then((body) => {
				if (incoming.url !== path) return outgoing.writeHead(404).end();
				const callback = parse(body, incoming.headers['x-webhook-signature']);
				arrivals.emit('callback', callback);
				return outgoing.writeHead(statusFor(callback)).end();
			});
		});
		return new CallbackReceiver(server, path, arrivals);
	}

	/** Waits for this number of callbacks and returns all that were received. */
	async arrived(count: number): Promise<readonly ReceivedCallback[]> {
		while (this.received.length < count) await once(this.#arrivals, 'callback');
		return this.received;
	}

	async close(): Promise<void> {
		await this.#server.close();
	}
}

function parse(body: string, signature: unknown): ReceivedCallback {
	const { status } = JSON.parse(body) as { status: string };
	return { body, status, signature, isGenuine: signature === sign(body, DEFAULTS.webhookSecret) };
}
