import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

/** A request of Pharlo's, or of the user's browser, to the public address. */
export interface Hit {
	readonly name: string;
	readonly method: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingHttpHeaders;
	/** Where it comes from, as the tunnel or proxy reports it. */
	readonly address: string;
	readonly body: Buffer;
	/** In milliseconds. */
	readonly at: number;
}

export interface ListenAddress {
	readonly host: string;
	/** 0 picks a free one. */
	readonly port: number;
}

/** What a HEAD request is told of the file, which looks like a real one. */
const FILE_HEADERS = {
	'content-type': 'video/mp4',
	'content-length': '1048576',
	'accept-ranges': 'bytes',
};

const CHECK = 'check';

/** More than any callback has. */
const MAX_BODY_BYTES = 1_000_000;

const CHECK_TIMEOUT_MS = 15_000;

/**
 * A server at a public address that Pharlo fetches media from and sends callbacks to. It records the
 * requests, and delivers no file: nothing can be published from it.
 */
export class Receiver {
	readonly hits: Hit[] = [];
	/** Strangers who find the address do not know it. */
	readonly #token = randomUUID();
	readonly #events = new EventEmitter();
	readonly #server: Server;

	private constructor(private readonly publicUrl: string) {
		this.#server = createServer((incoming, response) => this.#answer(incoming, response));
	}

	/** @throws {Error} if the port is taken */
	static async open({ host, port }: ListenAddress, publicUrl: string): Promise<Receiver> {
		const receiver = new Receiver(publicUrl);
		receiver.#server.listen(port, host);
		await once(receiver.#server, 'listening');
		return receiver;
	}

	/** The port that it listens at. */
	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** The public address of something here. */
	url(name: string): string {
		return `${this.publicUrl}/${this.#token}/${name}`;
	}

	hitsOf(name: string): Hit[] {
		return this.hits.filter((hit) => hit.name === name);
	}

	/** Whether the public address leads here. */
	async isReachable(): Promise<boolean> {
		try {
			const timeout = { headersTimeout: CHECK_TIMEOUT_MS, bodyTimeout: CHECK_TIMEOUT_MS };
			const { statusCode, body } = await request(this.url(CHECK), timeout);
			await body.dump();
			return statusCode === 204 && this.hitsOf(CHECK).length > 0;
		} catch {
			return false;
		}
	}

	/** Names of headers that Pharlo has sent, without those that the tunnel adds to every request. */
	headersOf(name: string): string[] {
		const added = new Set(this.hitsOf(CHECK).flatMap(({ headers }) => Object.keys(headers)));
		const names = this.hitsOf(name).flatMap(({ headers }) => Object.keys(headers));
		return names.filter((header) => !added.has(header) && header !== 'content-length');
	}

	/**
	 * Waits until a condition holds, which is checked after each request.
	 *
	 * @returns whether it holds
	 */
	async waitUntil(isDone: () => boolean, limitMs: number, signal: AbortSignal): Promise<boolean> {
		const end = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
		while (!isDone() && (await this.#next(end)));
		return isDone();
	}

	/** Waits until no request has come for a while. */
	async waitForQuiet(quietMs: number, limitMs: number, signal: AbortSignal): Promise<void> {
		const end = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
		while (await this.#next(AbortSignal.any([end, AbortSignal.timeout(quietMs)])));
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	/** Whether a request came before the signal. */
	async #next(signal: AbortSignal): Promise<boolean> {
		try {
			await once(this.#events, 'hit', { signal });
			return true;
		} catch {
			return false;
		}
	}

	#answer(incoming: IncomingMessage, response: ServerResponse): void {
		const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
		const [name, token] = pathname.split('/').reverse();
		if (token !== this.#token || name === undefined) {
			incoming.resume();
			response.writeHead(404).end();
			return;
		}
		const chunks: Buffer[] = [];
		let bytes = 0;
		incoming.on('data', (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
		});
		incoming.on('end', () => {
			const { method = '', headers } = incoming;
			const address = addressOf(incoming);
			const body = Buffer.concat(chunks);
			this.hits.push({ name, method, query: searchParams, headers, address, body, at: Date.now() });
			respond(response, name, method);
			this.#events.emit('hit');
		});
	}
}

function respond(response: ServerResponse, name: string, method: string): void {
	if (name === CHECK) response.writeHead(204).end();
	else if (!name.endsWith('.mp4')) response.writeHead(200).end('You can close this page.');
	// A client that asks first has to be told that there is a file, or it would not go on.
	else if (method === 'HEAD') response.writeHead(200, FILE_HEADERS).end();
	else response.writeHead(403).end();
}

function addressOf({ headers, socket }: IncomingMessage): string {
	const forwarded = headers['cf-connecting-ip'] ?? headers['x-forwarded-for'];
	const first = String(forwarded ?? headers['x-real-ip'] ?? socket.remoteAddress).split(',')[0];
	return (first ?? '').trim();
}
