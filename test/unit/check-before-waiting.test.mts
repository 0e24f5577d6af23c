import type { IDataObject } from 'n8n-workflow';

import type { WaitingAssignment } from '../../domain/wait.ts';
import type { ItemContext } from '../../nodes/Pharlo/execution/itemContext.ts';
import type { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';
import { checkBeforeWaiting, fetchBatch } from '../../nodes/Pharlo/waiting/checkBeforeWaiting.ts';

/** Requests and pauses of the present test. A pause ends at once, or fails like one that is stopped. */
const requests: string[] = [];
const pauses: Array<{ milliseconds: number; signal: AbortSignal | undefined }> = [];
let stopReason: Error | undefined;
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async (milliseconds: number, signal?: AbortSignal) => {
		pauses.push({ milliseconds, signal });
		if (stopReason !== undefined) throw stopReason;
	},
}));
beforeEach(() => {
	requests.length = 0;
	pauses.length = 0;
	stopReason = undefined;
});

const RESUME_URL = 'https://n8n.example.com/webhook-waiting/7?signature=abc';
const ELSEWHERE = 'https://n8n.example.com/webhook-waiting/8?signature=abc';
const { signal } = new AbortController();

interface FakePharlo {
	/** What can be fetched by ID; everything else fails. */
	readonly single?: readonly IDataObject[];
	/** The pages of the list by external ID; the first one that is missing fails. */
	readonly pages?: ReadonlyArray<readonly IDataObject[]>;
}

function clientOf({ single = [], pages = [] }: FakePharlo): PharloClient {
	const client = {
		async fetchAssignment(id: string) {
			requests.push(`GET assignments/${id}`);
			const row = single.find((candidate) => candidate.id === id);
			if (row === undefined) throw new Error('Pharlo does not respond');
			return row;
		},
		async fetchPage({ path, query }: { path: string[]; query: IDataObject }, page: number) {
			requests.push(`GET ${path.join('/')} ${JSON.stringify(query)} page ${page}`);
			const items = pages[page - 1];
			if (items === undefined) throw new Error('Pharlo does not respond');
			return { items, hasMore: page < pages.length };
		},
	};
	return client as unknown as PharloClient;
}

const batchPage = (page: number): string => `GET assignments {"externalId":"batch"} page ${page}`;

interface Check extends FakePharlo {
	readonly assignments: readonly WaitingAssignment[];
	readonly externalId?: string | null;
	readonly afterSeconds?: number;
	/** As Pharlo told them when the assignments were created. */
	readonly callbackUrls?: Readonly<Record<string, string | null>>;
	/** IDs of those that existed, but are known to be ours. */
	readonly own?: readonly string[];
}

async function check({
	assignments,
	externalId = null,
	afterSeconds = 2,
	callbackUrls = {},
	own = [],
	...pharlo
}: Check) {
	const context = { getExecutionCancelSignal: () => signal };
	const item = { client: clientOf(pharlo), context } as unknown as ItemContext;
	const wait = { assignments: [...assignments], externalId };
	const { followed, lost } = await checkBeforeWaiting(item, wait, {
		afterSeconds,
		resumeUrl: RESUME_URL,
		callbackUrls: new Map(Object.entries(callbackUrls)),
		isOwn: ({ id, alreadyExisted }) => alreadyExisted !== true || own.includes(id),
	});
	return {
		followed,
		statuses: followed.map(({ id, status }) => `${id} ${String(status)}`),
		lost,
		lostIndexes: lost.map(({ itemIndex }) => itemIndex),
	};
}

function assignment(id: string, more: Partial<WaitingAssignment> = {}): WaitingAssignment {
	return { id, status: 'pending', itemIndex: id.charCodeAt(0) - 97, ...more };
}

test.each([null, 'batch'])('requests nothing when nothing is pending (%p)', async (externalId) => {
	const assignments = [
		assignment('a', { status: 'published', platformUrl: 'https://youtu.be/a' }),
		assignment('b', { status: 'failed', errors: ['No'] }),
		assignment('c', { status: 'cancelled' }),
	];
	const { followed, lost } = await check({ assignments, externalId });
	expect(requests).toEqual([]);
	expect(pauses).toEqual([]);
	expect(followed).toEqual(assignments);
	expect(lost).toEqual([]);
});

describe('pauses before it checks', () => {
	test.each([
		[0, 0],
		[2.5, 2500],
		[3600, 3_600_000],
	])('for %d s, and ends when the user stops the execution', async (afterSeconds, milliseconds) => {
		await check({ assignments: [assignment('a')], afterSeconds });
		expect(pauses).toEqual([{ milliseconds, signal }]);
		expect(pauses[0]?.signal).toBe(signal);
	});

	test('and requests nothing after a stop', async () => {
		stopReason = new Error('Stopped');
		const checking = check({ assignments: [assignment('a')], single: [{ id: 'a' }] });
		await expect(checking).rejects.toBe(stopReason);
		expect(requests).toEqual([]);
	});
});

describe('without an external ID', () => {
	test('fetches each pending assignment, and applies its status', async () => {
		const { statuses, lost } = await check({
			assignments: [
				assignment('a'),
				assignment('b', { status: 'cancelled' }),
				assignment('c', { status: 'uploading' }),
			],
			single: [
				{ id: 'a', status: 'published' },
				{ id: 'b', status: 'published' },
				{ id: 'c', status: 'processing' },
			],
		});
		expect(requests).toEqual(['GET assignments/a', 'GET assignments/c']);
		expect(statuses).toEqual(['a published', 'b cancelled', 'c processing']);
		expect(lost).toEqual([]);
	});

	test('merges what was fetched, without the callback URL', async () => {
		const { followed } = await check({
			assignments: [assignment('a', { idempotencyKey: 'k' })],
			single: [{ id: 'a', status: 'processing', platform: 'youtube', callbackUrl: RESUME_URL }],
		});
		expect(followed).toEqual([
			{ id: 'a', itemIndex: 0, idempotencyKey: 'k', status: 'processing', platform: 'youtube' },
		]);
	});

	test('follows new ones that cannot be fetched as they are', async () => {
		const { statuses, lost } = await check({
			assignments: [assignment('a', { alreadyExisted: false }), assignment('b')],
			single: [{ id: 'b', status: 'failed' }],
		});
		expect(requests).toEqual(['GET assignments/a', 'GET assignments/b']);
		expect(statuses).toEqual(['a pending', 'b failed']);
		expect(lost).toEqual([]);
	});
});

describe('with an external ID', () => {
	const externalId = 'batch';

	test('fetches all with one request, and applies their status', async () => {
		const { statuses, lost } = await check({
			externalId,
			assignments: [assignment('a'), assignment('b', { alreadyExisted: true })],
			pages: [
				[
					{ id: 'b', status: 'published', platformUrl: 'https://youtu.be/b' },
					{ id: 'x', status: 'failed' },
					{ id: 'a', status: 'processing' },
				],
			],
		});
		expect(requests).toEqual([batchPage(1)]);
		expect(statuses).toEqual(['a processing', 'b published']);
		expect(lost).toEqual([]);
	});

	test('looks for pending assignments only', async () => {
		await check({
			externalId,
			assignments: [assignment('a', { status: 'cancelled' }), assignment('b')],
			pages: [[{ id: 'b', status: 'pending' }], [{ id: 'a', status: 'cancelled' }]],
		});
		expect(requests).toEqual([batchPage(1)]);
	});

	test('follows new ones that the batch does not list yet, without a request for each', async () => {
		const { statuses, lost } = await check({
			externalId,
			assignments: [assignment('a'), assignment('b', { alreadyExisted: false })],
			pages: [[]],
		});
		expect(requests).toEqual([batchPage(1)]);
		expect(statuses).toEqual(['a pending', 'b pending']);
		expect(lost).toEqual([]);
	});

	const older = { alreadyExisted: true };

	test.each<[string, IDataObject | undefined, string[], number[]]>([
		['is pending', { id: 'b', status: 'pending' }, ['a pending'], [1]],
		['cannot be fetched', undefined, ['a pending'], [1]],
		['has ended', { id: 'b', status: 'published' }, ['a pending', 'b published'], []],
	])(
		'fetches an older one that the batch does not list: it %s',
		async (_name, row, statuses, lostIndexes) => {
			const result = await check({
				externalId,
				assignments: [assignment('a', older), assignment('b', older)],
				pages: [[{ id: 'a', status: 'pending', callbackUrl: RESUME_URL }]],
				single: row === undefined ? [] : [row],
			});
			expect(requests).toEqual([batchPage(1), 'GET assignments/b']);
			expect(result.statuses).toEqual(statuses);
			expect(result.lostIndexes).toEqual(lostIndexes);
		},
	);

	test('follows its own when the list cannot be fetched, and requests nothing more', async () => {
		const { statuses, lostIndexes } = await check({
			externalId,
			assignments: [assignment('a', older), assignment('b'), assignment('c', older)],
			own: ['c'],
			single: [{ id: 'a', status: 'published' }],
		});
		expect(requests).toEqual([batchPage(1)]);
		expect(statuses).toEqual(['b pending', 'c pending']);
		expect(lostIndexes).toEqual([0]);
	});
});

describe('what is not told of one that had ended', () => {
	const published = { status: 'published', platformUrl: 'https://youtu.be/a' };
	const failed = { status: 'failed', errors: [{ code: 'NO', message: 'Too long' }] };

	test.each<[string, Partial<WaitingAssignment>, IDataObject, object]>([
		['where it is', { status: 'published' }, published, published],
		['where it is (null)', { status: 'published', platformUrl: null }, published, published],
		['why it failed', { status: 'failed' }, failed, failed],
		['why it failed (an empty list)', { status: 'failed', errors: [] }, failed, failed],
		[
			'that it was retried since',
			{ status: 'failed' },
			{ status: 'pending' },
			{ status: 'failed' },
		],
	])('is fetched without a pause: %s', async (_name, known, row, expected) => {
		const { followed, lost } = await check({
			assignments: [assignment('a', { alreadyExisted: true, ...known })],
			single: [{ id: 'a', ...row, callbackUrl: ELSEWHERE }],
		});
		expect(requests).toEqual(['GET assignments/a']);
		expect(pauses).toEqual([]);
		expect(followed).toEqual([{ ...assignment('a', { alreadyExisted: true }), ...expected }]);
		expect(lost).toEqual([]);
	});

	test('stays untold if it cannot be fetched', async () => {
		const assignments = [assignment('a', { alreadyExisted: true, status: 'failed' })];
		const { followed, lost } = await check({ assignments });
		expect(followed).toEqual(assignments);
		expect(lost).toEqual([]);
	});

	test('of several, is fetched by their list and one by one where that does not have them', async () => {
		const older = { alreadyExisted: true };
		const { followed } = await check({
			externalId: 'batch',
			assignments: [
				assignment('a', { ...older, status: 'published' }),
				assignment('b', { ...older, status: 'failed' }),
				assignment('c', { ...older, ...published }),
			],
			pages: [[{ id: 'a', ...published }]],
			single: [{ id: 'b', ...failed }],
		});
		expect(requests).toEqual([batchPage(1), 'GET assignments/b']);
		expect(pauses).toEqual([]);
		expect(followed).toMatchObject([published, failed, published]);
	});
});

describe('an assignment that reports to another execution', () => {
	test.each<[string, unknown, boolean | 'unless it is ours']>([
		['this execution', RESUME_URL, false],
		['this execution, without the token', 'https://n8n.example.com/webhook-waiting/7', false],
		['this execution, at another host', 'http://10.0.0.1:5678/webhook-waiting/7?x=1', false],
		['another execution', ELSEWHERE, true],
		['another workflow', 'https://n8n.example.com/webhook/abc', true],
		['the start page', 'https://n8n.example.com', true],
		['an unknown place', undefined, 'unless it is ours'],
		['no place', null, 'unless it is ours'],
		['something that is not a URL', 'hidden', 'unless it is ours'],
		['something that is not a text', [ELSEWHERE], 'unless it is ours'],
	])('is one that reports to %s: %p (%p)', async (_name, callbackUrl, expected) => {
		const row = { id: 'b', status: 'processing', callbackUrl } as IDataObject;
		for (const pharlo of [{ single: [row] }, { externalId: 'batch', pages: [[row]] }]) {
			for (const own of [['b'], []]) {
				const assignments = [assignment('b', { alreadyExisted: true })];
				const { lostIndexes, statuses } = await check({ assignments, own, ...pharlo });
				const isLost = expected === 'unless it is ours' ? own.length === 0 : expected;
				expect(lostIndexes).toEqual(isLost ? [1] : []);
				expect(statuses).toEqual(isLost ? [] : ['b processing']);
			}
		}
	});

	test.each<[string, string | null, IDataObject[], number[]]>([
		['is ours by the response to Create', RESUME_URL, [], []],
		['reports elsewhere by the response to Create', ELSEWHERE, [], [0]],
		['is ours by both', RESUME_URL, [{ id: 'a', status: 'pending', callbackUrl: RESUME_URL }], []],
		['is ours by what was fetched', null, [{ id: 'a', callbackUrl: RESUME_URL }], []],
		['is ours, and the fetched one hides it', RESUME_URL, [{ id: 'a', callbackUrl: null }], []],
		['is not told at all', null, [{ id: 'a' }], [0]],
	])('%s', async (_name, callbackUrl, single, lostIndexes) => {
		const result = await check({
			assignments: [assignment('a', { alreadyExisted: true })],
			callbackUrls: { a: callbackUrl },
			single,
		});
		expect(result.lostIndexes).toEqual(lostIndexes);
		expect(JSON.stringify(result.followed)).not.toContain('webhook-waiting');
	});

	test('says so where Pharlo does not tell, and what to do', async () => {
		const { lost } = await check({ assignments: [assignment('a', { alreadyExisted: true })] });
		expect(lost).toEqual([
			{
				itemIndex: 0,
				error: expect.objectContaining({
					name: 'InvalidInputError',
					message:
						'The idempotency key belongs to the assignment a, which may report to another address',
					description:
						'It existed already, and Pharlo does not say whether it reports to this execution. Follow it with Wait for Completion and this ID, or use another key.',
				}),
			},
		]);
	});

	test('is not lost if it has ended', async () => {
		const { statuses, lost } = await check({
			assignments: [assignment('a')],
			single: [{ id: 'a', status: 'failed', callbackUrl: ELSEWHERE }],
		});
		expect(statuses).toEqual(['a failed']);
		expect(lost).toEqual([]);
	});

	test('fails its item, and the others are followed', async () => {
		const { statuses, lost } = await check({
			assignments: [assignment('a'), assignment('b'), assignment('c')],
			single: [
				{ id: 'a', status: 'pending', callbackUrl: RESUME_URL },
				{ id: 'b', status: 'pending', callbackUrl: ELSEWHERE },
				{ id: 'c', status: 'published', callbackUrl: RESUME_URL },
			],
		});
		expect(statuses).toEqual(['a pending', 'c published']);
		expect(lost).toEqual([
			{
				itemIndex: 1,
				error: expect.objectContaining({
					name: 'InvalidInputError',
					message:
						'The idempotency key belongs to the assignment b, which reports to another address',
					description: expect.stringContaining('Wait for Completion'),
				}),
			},
		]);
	});
});

describe('fetchBatch', () => {
	const rows = (...ids: string[]): IDataObject[] => ids.map((id) => ({ id }));
	const PAGES = [rows('x', 'a'), rows('y', 'b'), rows('c', 'z')];

	test.each<[string, string[], string[], number]>([
		['all that it looks for are on the first page', ['a'], ['x', 'a'], 1],
		['the last one is on the second page', ['b', 'a'], ['x', 'a', 'y', 'b'], 2],
		['the list ends', ['a', 'missing'], ['x', 'a', 'y', 'b', 'c', 'z'], 3],
		['it looks for nothing', [], [], 0],
	])('fetches pages until %s', async (_name, wanted, found, pages) => {
		expect(await fetchBatch(clientOf({ pages: PAGES }), 'batch', wanted)).toEqual(rows(...found));
		expect(requests).toEqual(Array.from({ length: pages }, (_, index) => batchPage(index + 1)));
	});

	test('ends with a server that returns the same page for every number', async () => {
		const pages = [rows('x'), rows('x'), rows('x'), rows('x')];
		expect(await fetchBatch(clientOf({ pages }), 'batch', ['missing'])).toEqual(rows('x'));
		expect(requests).toHaveLength(2);
	});

	test('fails if a page cannot be fetched', async () => {
		await expect(fetchBatch(clientOf({}), 'batch', ['a'])).rejects.toThrow(
			'Pharlo does not respond',
		);
	});
});
