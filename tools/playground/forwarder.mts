import {
	createServer,
	request,
	type ClientRequest,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Forwarder {
	readonly url: string;
	stop(): Promise<void>;
}

/** Hop-by-hop headers, which are not forwarded. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection']);

/**
 * Starts a simple load balancer that distributes calls to the servers in turn. It forwards the same
 * bytes and headers, including `Host`.
 *
 * @param route returns the servers that may handle a path
 */
export async function startForwarder(
	route: (path: string) => readonly string[],
	port = 0,
): Promise<Forwarder> {
	let turn = 0;
	const server = createServer((incoming, response) => {
		const targets = route(incoming.url ?? '/');
		const first = turn++ % Math.max(targets.length, 1);
		const ordered = [...targets.slice(first), ...targets.slice(0, first)];
		void forward(incoming, response, ordered);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function forward(
	incoming: IncomingMessage,
	response: ServerResponse,
	targets: readonly string[],
): Promise<void> {
	for (const target of targets) {
		const outgoing = await connect(incoming, target);
		if (outgoing !== undefined) return relay(incoming, response, outgoing);
	}
	sendBadGateway(response);
}

/** @returns undefined if the connection fails: only then may another server get the call */
async function connect(
	incoming: IncomingMessage,
	target: string,
): Promise<ClientRequest | undefined> {
	const outgoing = request(new URL(target), {
		method: incoming.method,
		path: incoming.url,
		headers: [...forwardedHeaders(incoming), 'Connection', 'close'],
		// A kept-alive connection may belong to a process that has died since.
		agent: false,
	});
	return await new Promise((resolve) => {
		outgoing.once('error', () => resolve(undefined));
		outgoing.once('socket', (socket) => socket.once('connect', () => resolve(outgoing)));
	});
}

function relay(incoming: IncomingMessage, response: ServerResponse, outgoing: ClientRequest): void {
	outgoing.on('error', () => sendBadGateway(response));
	outgoing.once('response', (upstream) => {
		response.writeHead(
			upstream.statusCode ?? 502,
			upstream.statusMessage,
			forwardedHeaders(upstream),
		);
		upstream.on('error', () => response.destroy());
		upstream.pipe(response);
	});
	response.once('close', () => outgoing.destroy());
	incoming.pipe(outgoing);
}

function sendBadGateway(response: ServerResponse): void {
	if (response.headersSent) response.destroy();
	else response.writeHead(502, { 'content-type': 'text/plain' }).end('Bad Gateway');
}

/** Returns alternating names and values, as received. */
function forwardedHeaders({ rawHeaders }: IncomingMessage): string[] {
	return rawHeaders.filter(
		(_, index) => !HOP_BY_HOP.has(rawHeaders[index - (index % 2)]?.toLowerCase() ?? ''),
	);
}
