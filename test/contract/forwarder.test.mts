import { createHash, randomBytes } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { buffer, text } from 'node:stream/consumers';

import { startForwarder, type Forwarder } from '../../tools/playground/forwarder.mts';
import { freePort } from '../../tools/playground/ports.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';

let servers: AnsweringServer[];
let forwarder: Forwarder;
let targets: string[];

beforeEach(async () => {
	servers = await Promise.all(
		['first', 'second'].map(async (name) =>
			answering((incoming, outgoing) => {
				void buffer(incoming).then((body) => {
					outgoing.writeHead(201, 'Made', [
						['X-Name', name],
						['Set-Cookie', 'a=1'],
						['Set-Cookie', 'b=2'],
						['X-Hash', createHash('sha256').update(body).digest('hex')],
					]);
					outgoing.end(body);
				});
			}),
		),
	);
	targets = servers.map(({ url }) => url);
	forwarder = await startForwarder(() => targets);
});
afterEach(async () => {
	await forwarder.stop();
	for (const server of servers) await server.close();
});

async function post(
	body: Buffer | string,
	headers: Record<string, string | string[]> = {},
): Promise<IncomingMessage> {
	return await new Promise((resolve, reject) => {
		const outgoing = request(`${forwarder.url}/webhook/x?a=%20b`, { method: 'POST', headers });
		outgoing.once('error', reject);
		outgoing.once('response', resolve);
		outgoing.end(body);
	});
}

async function names(count: number): Promise<unknown[]> {
	const found: unknown[] = [];
	for (let call = 0; call < count; call++) found.push((await post('')).headers['x-name']);
	return found;
}

test('calls alternate between the servers', async () => {
	expect(await names(4)).toEqual(['first', 'second', 'first', 'second']);
});

test('body, path and headers are forwarded unchanged, and so is the response', async () => {
	const body = randomBytes(3_000_000);
	const response = await post(body, { 'X-Case': 'Kept', 'x-twice': ['1', '2'], host: 'n8n.test' });
	expect(response).toMatchObject({ statusCode: 201, statusMessage: 'Made' });
	expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
	expect(response.headers['x-hash']).toBe(createHash('sha256').update(body).digest('hex'));
	expect((await buffer(response)).equals(body)).toBe(true);

	const [arrived] = servers[0]?.calls ?? [];
	expect(arrived).toMatchObject({ method: 'POST', url: '/webhook/x?a=%20b' });
	expect(arrived?.rawHeaders).toEqual(
		expect.arrayContaining(['X-Case', 'Kept', 'x-twice', '1', '2', 'n8n.test']),
	);
});

test('a server that is down is skipped, and the call fails only if all are down', async () => {
	const down = `http://127.0.0.1:${await freePort()}`;
	targets = [down, servers[1]?.url ?? ''];
	expect(await names(3)).toEqual(['second', 'second', 'second']);
	targets = [down];
	const failed = await post('lost');
	expect(failed.statusCode).toBe(502);
	expect(await text(failed)).toBe('Bad Gateway');
});

test('a call that has reached a server is not sent to another one', async () => {
	const dying = await answering((incoming) => incoming.socket.destroy());
	targets = [dying.url, servers[1]?.url ?? ''];
	expect((await post('once')).statusCode).toBe(502);
	expect(servers[1]?.calls).toHaveLength(0);
	await dying.close();
});
