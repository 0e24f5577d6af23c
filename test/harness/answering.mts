import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AnsweringServer {
	readonly url: string;
	/** Calls so far. */
	readonly calls: IncomingMessage[];
	close(): Promise<void>;
}

/** A server that answers as a test says, for what Pharlo never does but the internet may. */
export async function answering(listener: RequestListener, port = 0): Promise<AnsweringServer> {
	const calls: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		calls.push(request);
		listener(request, response);
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	// A test that fails half-way must not keep the whole run from ending.
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
