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

/** These are about one connection, and here there are two. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection']);

/**
 * One address in front of several, as a load balancer gives it: calls go to the servers in turn. What
 * it passes on has the same headers, `Host` among them, and the same bytes.
 *
 * @param route the servers that may answer a path
 */
export async function startForwarder(
	route: (path: string) => readonly string[],
	port = 0,
): Promise<Forwarder> {
	let turn = 0;
	const server = createServer((incoming, response) => {
		const targets = route(incoming.url ?? '/');
		const first = turn++ % Math.max(targets.length, 1);
		const inTurn = [...targets.slice(first), ...targets.slice(0, first)];
		void forward(incoming, response, inTurn);
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
		if (outgoing !== undefined) return exchange(incoming, response, outgoing);
	}
	refuse(response);
}

/** @returns nothing when nobody listens there: only then can the call go to another one */
async function connect(
	incoming: IncomingMessage,
	target: string,
): Promise<ClientRequest | undefined> {
	const outgoing = request(new URL(target), {
		method: incoming.method,
		path: incoming.url,
		headers: [...passedOn(incoming), 'Connection', 'close'],
		// A connection kept from before may lead to a process that has died since.
		agent: false,
	});
	return await new Promise((resolve) => {
		outgoing.once('error', () => resolve(undefined));
		outgoing.once('socket', (socket) => socket.once('connect', () => resolve(outgoing)));
	});
}

function exchange(
	incoming: IncomingMessage,
	response: ServerResponse,
	outgoing: ClientRequest,
): void {
	outgoing.on('error', () => refuse(response));
	outgoing.once('response', (answer) => {
		response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedOn(answer));
		answer.on('error', () => response.destroy());
		answer.pipe(response);
	});
	response.once('close', () => outgoing.destroy());
	incoming.pipe(outgoing);
}

function refuse(response: ServerResponse): void {
	if (response.headersSent) response.destroy();
	else response.writeHead(502, { 'content-type': 'text/plain' }).end('Bad Gateway');
}

/** Names and values in turn, as they came over the wire. */
function passedOn({ rawHeaders }: IncomingMessage): string[] {
	return rawHeaders.filter(
		(_, index) => !OF_THE_CONNECTION.has(rawHeaders[index - (index % 2)]?.toLowerCase() ?? ''),
	);
}
