import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../tools/playground/n8n-api.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { answering } from '../harness/answering.mts';
import { SAMPLE } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

let folder: string;
const running: Array<{ close(): Promise<void> }> = [];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'pharlo-state-'));
});
afterEach(async () => {
	for (const server of running.splice(0).reverse()) await server.close();
	rmSync(folder, { recursive: true, force: true });
});

async function start(retrySeconds: number[] = []): Promise<Pharlo> {
	const settings = { ...DEFAULTS.settings, pace: 0, retrySeconds };
	const pharlo = await Pharlo.start({ stateFile: join(folder, 'state.json'), settings });
	running.push(pharlo);
	return pharlo;
}

async function create(pharlo: Pharlo, more = {}): Promise<string> {
	const { status, body } = await pharlo.call('POST', 'assignments', { ...SAMPLE, ...more });
	expect(status).toBe(201);
	return String(body.id);
}

test('the state persists between runs', async () => {
	const first = await start();
	const ids = [await create(first), await create(first)];
	await first.close();
	const second = await start();
	const listed = (await second.call('GET', 'assignments')).body.items as Array<{ id: string }>;
	expect(listed.map(({ id }) => id).reverse()).toEqual(ids);
});

test('new IDs after a restart differ from existing ones', async () => {
	const ids = new Set<unknown>();
	for (let run = 1; run <= 3; run++) {
		const pharlo = await start();
		ids.add((await pharlo.call('POST', 'oauth/tickets', { platform: 'youtube' })).body.ticketId);
		expect(ids.size).toBe(run);
		await pharlo.close();
	}
});

test('the next run retries a callback that was not accepted', async () => {
	let status = 500;
	const bodies: string[] = [];
	const receiver = await answering((incoming, outgoing) => {
		incoming.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
		incoming.on('end', () => outgoing.writeHead(status).end());
	});
	running.push(receiver);
	const first = await start([3600]);
	const id = await create(first, { callbackUrl: receiver.url });
	await fetch(`${first.simulator.url}/simulator/assignments/${id}/advance`, { method: 'POST' });
	await until('the first attempt', async () => (bodies.length === 1 ? true : undefined));
	await first.close();

	status = 200;
	const second = await start([0]);
	const { items } = await until('the second attempt', async () => {
		const { body } = await second.call('GET', 'webhooks/deliveries?status=delivered');
		return body.total === 1 ? body : undefined;
	});
	expect(items).toEqual([expect.objectContaining({ assignmentId: id, attempts: 2 })]);
	expect(bodies[1]).toBe(bodies[0]);
});

test('a callback without remaining attempts is not pending forever', async () => {
	const receiver = await answering((incoming, outgoing) => {
		incoming.resume().on('end', () => outgoing.writeHead(500).end());
	});
	running.push(receiver);
	const first = await start([3600]);
	const id = await create(first, { callbackUrl: receiver.url });
	await fetch(`${first.simulator.url}/simulator/assignments/${id}/advance`, { method: 'POST' });
	await until('the first attempt', async () => (receiver.calls.length === 1 ? true : undefined));
	await first.close();

	const second = await start([]);
	const { body } = await second.call('GET', 'webhooks/deliveries?status=failed');
	expect(body.total).toBe(1);
});
