import type { IDataObject } from 'n8n-workflow';

import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';
import type { ListRequest } from '../../nodes/Pharlo/transport/request.ts';
import { clientContext, respond, type Reply } from '../harness/client-context.mts';
import { finish, reasonOf, useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();

const LIST: ListRequest = {
	path: ['assignments'],
	query: { status: 'failed' },
	intent: 'list the assignments',
};

/** Responds like an endpoint with so many items. */
function listOf(length: number): Reply {
	const all = Array.from({ length }, (_, index) => ({ id: `a${index}`, title: `Title ${index}` }));
	return (sent) => {
		const { page, limit } = sent.options.qs as { page: number; limit: number };
		const items = all.slice((page - 1) * limit, page * limit);
		return { statusCode: 200, headers: {}, body: { items, total: length, limit } };
	};
}

function clientOf(otherwise: Reply) {
	const { context, sent } = clientContext({ otherwise });
	const queries = () => sent.map(({ options }) => options.qs as IDataObject);
	return { client: PharloClient.create(context), sent, queries };
}

describe('fetchPage', () => {
	it.each<[Parameters<PharloClient['fetchPage']>, object]>([
		[[LIST, 1, 0], { status: 'failed', page: 1, limit: 50 }],
		[[LIST, 3, 40, 20], { status: 'failed', page: 3, limit: 20 }],
		[[{ path: ['a'], intent: 'list' }, 2, undefined], { page: 2, limit: 50 }],
		[[{ ...LIST, query: { page: 9, limit: 9 } }, 2, 5, 5], { page: 2, limit: 5 }],
	])('asks for %j with %j', async (args, query) => {
		const { client, sent } = clientOf(listOf(0));
		await finish(client.fetchPage(...args));
		expect(sent.map(({ options }) => options)).toEqual([
			expect.objectContaining({
				method: 'GET',
				qs: query,
				url: `/api/v1/${args[0].path.join('/')}`,
			}),
		]);
		expect(sent[0]?.options).not.toHaveProperty('body');
	});

	it('returns the page', async () => {
		const { client } = clientOf(listOf(12));
		expect(await finish(client.fetchPage(LIST, 2, 5, 5))).toMatchObject({
			items: ['a5', 'a6', 'a7', 'a8', 'a9'].map((id) => ({ id })),
			hasMore: true,
			total: 12,
		});
		expect(await finish(client.fetchPage(LIST, 3, 10, 5))).toMatchObject({
			items: [{ id: 'a10' }, { id: 'a11' }],
			hasMore: false,
		});
	});

	it.each([{}, { items: 'none' }, { items: [1] }, [], null])('throws for %j', async (body) => {
		const { client } = clientOf(respond(200, body));
		expect(await reasonOf(client.fetchPage(LIST, 1, 0))).toMatchObject({
			name: 'ApiError',
			message: expect.stringContaining('list the assignments'),
		});
	});
});

describe('fetchAll', () => {
	it.each([
		{ length: 0, max: undefined, count: 0, limits: [50] },
		{ length: 50, max: undefined, count: 50, limits: [50] },
		{ length: 120, max: undefined, count: 120, limits: [50, 50, 50] },
		{ length: 120, max: 49, count: 49, limits: [49] },
		{ length: 120, max: 50, count: 50, limits: [50] },
		{ length: 120, max: 51, count: 51, limits: [50, 50] },
		{ length: 120, max: 500, count: 120, limits: [50, 50, 50] },
	])(
		'fetches $count of $length items if $max are wanted, by pages of $limits',
		async ({ length, max, count, limits }) => {
			const { client, queries } = clientOf(listOf(length));
			const items = await finish(client.fetchAll(LIST, max));
			expect(items.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, n) => `a${n}`));
			// The last page comes first: what leaves the list moves others towards the front.
			const pages = [1, ...limits.map((_limit, index) => limits.length - index)];
			expect(queries()).toEqual(
				limits.map((limit, index) => ({ status: 'failed', page: pages[index], limit })),
			);
		},
	);

	it('keeps whole items, or what is picked of them', async () => {
		const { client } = clientOf(listOf(60));
		expect((await finish(client.fetchAll(LIST))).at(-1)).toEqual({ id: 'a59', title: 'Title 59' });
		const picked = await finish(client.fetchAll(LIST, undefined, ({ id }) => ({ id })));
		expect(picked).toEqual(Array.from({ length: 60 }, (_, index) => ({ id: `a${index}` })));
	});

	it('places pages by times of creation that are not picked', async () => {
		// Newest first; one more has come at the top before the second page is fetched.
		const row = (seconds: number) => ({
			id: `at ${seconds}`,
			createdAt: new Date(seconds * 1000).toISOString(),
		});
		const before = Array.from({ length: 100 }, (_, index) => row(100 - index));
		const after = [row(101), ...before];
		const { client } = clientOf((sent) => {
			const { page } = sent.options.qs as { page: number };
			const list = page === 1 ? before : after;
			const items = list.slice((page - 1) * 50, page * 50);
			return { statusCode: 200, headers: {}, body: { items, total: list.length, limit: 50 } };
		});
		const items = await finish(client.fetchAll(LIST, undefined, ({ id }) => ({ id })));
		expect(items).toEqual(before.map(({ id }) => ({ id })));
	});

	it('fails as a whole if one page fails', async () => {
		const list = listOf(120);
		const { client } = clientOf((sent) =>
			sent.options.qs?.page === 2 ? respond(404)(sent) : list(sent),
		);
		expect(await reasonOf(client.fetchAll(LIST))).toMatchObject({ status: 404 });
	});
});
