import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';
import type { PharloRequest } from '../../nodes/Pharlo/transport/request.ts';
import { clientContext, respond, type Reply } from '../harness/client-context.mts';
import { finish, reasonOf, useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();

const GET: PharloRequest = { method: 'GET', path: ['assignments', 'a1'], intent: 'return it' };

describe('credits', () => {
	const costs = (used?: unknown, balance?: unknown): Reply =>
		respond(200, {}, { 'x-credits-used': used, 'x-credits-balance': balance });

	it('start at none used and an unknown balance', () => {
		const { context } = clientContext();
		expect(PharloClient.create(context).credits).toEqual({ used: 0, balance: null });
	});

	it('are added up, and the last balance counts', async () => {
		const headers: Array<[unknown, unknown, number, number | null]> = [
			[undefined, undefined, 0, null],
			['1', '90', 1, 90],
			['3', '87', 4, 87],
			['0', undefined, 4, 87],
			[undefined, '0', 4, 0],
			['some', 'few', 4, 0],
			[7, -1, 4, 0],
			['10', '500', 14, 500],
		];
		const { context } = clientContext({
			replies: headers.map(([used, left]) => costs(used, left)),
		});
		const client = PharloClient.create(context);
		for (const [, , used, balance] of headers) {
			await finish(client.send(GET));
			expect(client.credits).toEqual({ used, balance });
		}
	});

	it('of rejected requests count too', async () => {
		const rejected = respond(404, {}, { 'x-credits-used': '1', 'x-credits-balance': '8' });
		const { context } = clientContext({ replies: [rejected] });
		const client = PharloClient.create(context);
		await reasonOf(client.send(GET));
		expect(client.credits).toEqual({ used: 1, balance: 8 });
	});

	it('are counted per item', async () => {
		const { context } = clientContext({ replies: [costs('1', '9'), costs('2', '7')] });
		const run = PharloClient.create(context);
		const [first, second] = [run.forItem(), run.forItem()];
		await finish(first.send(GET));
		await finish(second.send(GET));
		expect([run, first, second, first.forItem()].map(({ credits }) => credits)).toEqual([
			{ used: 0, balance: null },
			{ used: 1, balance: 9 },
			{ used: 2, balance: 7 },
			{ used: 0, balance: null },
		]);
	});

	it('are shared with a client that has a deadline', async () => {
		const { context } = clientContext({ replies: [costs('1', '9'), costs('2', '7')] });
		const client = PharloClient.create(context);
		const limited = client.withDeadline(Date.now() + 1000);
		await finish(client.send(GET));
		await finish(limited.send(GET));
		expect(client.credits).toEqual({ used: 3, balance: 7 });
		expect(limited.credits).toEqual(client.credits);
	});
});
