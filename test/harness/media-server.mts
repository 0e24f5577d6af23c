import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { RequestListener } from 'node:http';

import { answering, type AnsweringServer } from './answering.mts';

/** The file that a media server serves, larger than what a socket delivers at once. */
export const FILE = randomBytes(300_000);

/** What the simulator stores about that file. */
export const STORED = {
	bytes: FILE.length,
	sha256: createHash('sha256').update(FILE).digest('hex'),
	contentType: 'video/mp4',
	fetches: 1,
};

/** A server of media files, whose behaviour each test chooses. */
export class MediaServer {
	/** Answers all requests that have no other answer in `next`. */
	serve: RequestListener = file;
	/** Answers of the next requests. */
	next: RequestListener[] = [];
	readonly #server: AnsweringServer;
	readonly #arrivals: EventEmitter;

	private constructor(server: AnsweringServer, arrivals: EventEmitter) {
		this.#server = server;
		this.#arrivals = arrivals;
		arrivals.on('request', (...[request, response]: Parameters<RequestListener>) =>
			(this.next.shift() ?? this.serve)(request, response),
		);
	}

	static async start(): Promise<MediaServer> {
		const arrivals = new EventEmitter();
		const server = await answering((request, response) => {
			arrivals.emit('request', request, response);
		});
		return new MediaServer(server, arrivals);
	}

	/** The address of the file. */
	get url(): string {
		return `${this.#server.url}/demo.mp4`;
	}

	/** Requests so far, e.g. `GET /demo.mp4`. */
	get requests(): string[] {
		return this.#server.calls.map(({ method, url }) => `${method} ${url}`);
	}

	/** The values of a header in the requests so far. */
	headers(name: string): unknown[] {
		return this.#server.calls.map(({ headers }) => headers[name]);
	}

	/** Waits for the next request, and returns it with its response. */
	async arrival(): Promise<Parameters<RequestListener>> {
		return (await once(this.#arrivals, 'request')) as Parameters<RequestListener>;
	}

	/** Serves the file again, and forgets all requests. */
	reset(): void {
		this.serve = file;
		this.next = [];
		this.#server.calls.length = 0;
	}

	async close(): Promise<void> {
		await this.#server.close();
	}
}

/** Answers with the whole file. */
export const file: RequestListener = (_request, response) => {
	response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': FILE.length }).end(FILE);
};

/** Answers a Range request with that part of the file. */
export const part: RequestListener = ({ headers }, response) => {
	const [first = 0, last = 0] = (headers.range ?? '').match(/\d+/g)?.map(Number) ?? [];
	const end = Math.min(last + 1, FILE.length);
	response
		.writeHead(206, {
			'content-type': 'video/mp4',
			'content-range': `bytes ${first}-${end - 1}/${FILE.length}`,
		})
		.end(FILE.subarray(first, end));
};

/** Answers with a status and no body. */
export function status(code: number, headers: Record<string, string> = {}): RequestListener {
	return (_request, response) => response.writeHead(code, headers).end();
}

/** Begins with the file, and leaves the rest to the test. */
export const beginning: RequestListener = (_request, response) => {
	response.writeHead(200, { 'content-length': FILE.length }).write(FILE.subarray(0, 1000));
};

/** Begins with the file, then closes the connection. */
export function cutOff(headers: Record<string, number>): RequestListener {
	return (request, response) => {
		const close = () => request.socket.destroy();
		response.writeHead(200, headers).write(FILE.subarray(0, 1000), close);
	};
}
