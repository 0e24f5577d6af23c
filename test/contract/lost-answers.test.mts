import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { answering } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { createVideo, savedForm } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const TITLED = createVideo({ payloadForm: savedForm({ title: '={{ $json.answer }}' }) });
const answers = (...list: string[]): IDataObject[] => list.map((answer) => ({ answer }));

/** A server that answers as the title of each post says. All answers wait for the last request. */
async function serverFor(count: number) {
	let held: Array<() => void> = [];
	const server = await answering((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { payload } = JSON.parse(String(Buffer.concat(chunks))) as {
				payload: { title: string };
			};
			held.push(() => {
				if (payload.title.startsWith('lost')) {
					request.socket.destroy();
					return;
				}
				const isCreated = payload.title === 'created';
				response.writeHead(isCreated ? 201 : 400, { 'content-type': 'application/json' });
				response.end(
					JSON.stringify(
						isCreated
							? { id: 'a1', status: 'pending', connectionId: YOUTUBE, type: 'video' }
							: { error: 'Title is not allowed' },
					),
				);
			});
			if (server.calls.length < count) return;
			for (const answer of held) answer();
			held = [];
		});
	});
	return server;
}

async function create(
	items: IDataObject[],
	parameters: INodeParameters = TITLED,
	settings: Partial<INode> = {},
) {
	const server = await serverFor(items.length);
	const result = await runPharlo(parameters, {
		credential: { ...pharlo.credential, baseUrl: server.url },
		items,
		settings,
	});
	await server.close();
	return result;
}

test('a lost answer leads, and the definite error comes after it', async () => {
	const { error } = await create(answers('refused', 'lost 1', 'lost 2', 'created'));
	expect(error?.message).toBe(
		'2 of 4 posts may have been created, but the answer was lost (items 1, 2)',
	);
	expect(error?.description).toMatch(
		/^Use Retry .* look with Get Many for the external ID n8n-[0-9a-f]{40}, the external ID n8n-[0-9a-f]{40}\. Item 0 failed for another reason: Pharlo did not create the assignment: Title is not allowed\. Correct the fields/,
	);
	expect(error?.description).toContain('Already created in this run: a1.');
	expect(error?.description).not.toContain('Nothing was changed');
	expect(error).toMatchObject({ context: { itemIndex: 1 } });
});

test('without a key, the item is what there is to look for', async () => {
	const parameters = { ...TITLED, options: { idempotency: 'none' } };
	const { error } = await create(answers('refused', 'lost'), parameters);
	expect(error?.message).toContain('1 of 2 posts may have been created');
	expect(error?.description).toContain('the post of item 1, which has no key');
	expect(error?.description).not.toContain('Use Retry');
});

test('Create and Wait says it as well', async () => {
	const server = await serverFor(2);
	const { error } = await WaitRun.start(
		waitFor({ payloadForm: savedForm({ title: '={{ $json.answer }}' }) }),
		{
			credential: { ...pharlo.credential, baseUrl: server.url },
			items: answers('refused', 'lost'),
		},
	);
	await server.close();
	expect(error?.message).toContain('1 of 2 posts may have been created');
});

test('alone, a lost answer has its own message', async () => {
	const { error } = await create(answers('lost', 'created'));
	expect(error?.message).toContain('No response from Pharlo');
	expect(error?.description).toContain('It may have been created');
});

test('if the workflow continues, each item has its own error', async () => {
	const { items } = await create(answers('refused', 'lost'), TITLED, {
		onError: 'continueRegularOutput',
	});
	expect(items.map(({ json }) => json.error)).toEqual([
		expect.stringContaining('Title is not allowed'),
		expect.stringContaining('No response from Pharlo'),
	]);
});

describe('nothing was changed', () => {
	test.each<[string, string[], boolean]>([
		['where a single item was refused', ['refused'], true],
		['where all were refused', ['refused', 'refused'], true],
		['not where another one was created', ['created', 'refused'], false],
	])('is said %s', async (_name, list, expected) => {
		const { error } = await create(answers(...list));
		expect(error?.description?.includes('Nothing was changed.')).toBe(expected);
	});

	test('is not said after a try that may have succeeded', async () => {
		let calls = 0;
		const server = await answering((request, response) => {
			calls += 1;
			if (calls === 1) request.socket.destroy();
			else response.writeHead(402).end();
		});
		const { error } = await runPharlo(createVideo(), {
			credential: { ...pharlo.credential, baseUrl: server.url },
		});
		await server.close();
		expect(error?.message).toContain('Not enough Pharlo credits');
		expect(error?.description).toMatch(/^An earlier try may have succeeded\. It may have been/);
		expect(error?.description).not.toContain('Nothing was changed');
	});
});
