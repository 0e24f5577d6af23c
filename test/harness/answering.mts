import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AnsweringServer {
	readonly url: string;
	/** Requests received so far. */
	readonly calls: IncomingMessage[];
	close(): Promise<void>;
}

/**
 * Starts a server with the given request listener, for responses that Pharlo itself never sends.
 */
export async function answering(listener: RequestListener, port = 0): Promise<AnsweringServer> {
	const calls: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		calls.push(request);
		listener(request, response);
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	// A failed test must not keep the process alive.
	server.unref();
	const { port: taken } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${taken}`,
		calls,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
