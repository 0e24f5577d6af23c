import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runPharlo } from '../harness/engine.mts';
import { createVideo, savedForm } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

const byId = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'assignment',
	operation,
	assignmentId: '={{ $json.id }}',
	...more,
});
const titled = { payloadForm: savedForm({ title: '={{ $json.id }}' }) };

/** Operations on three items, of which the second lacks a required value. */
const OPERATIONS: ReadonlyArray<readonly [name: string, parameters: INodeParameters]> = [
	['Create', createVideo(titled)],
	['Update', byId('update', { changes: ['schedule'], scheduledAt: '2036-01-01T12:00:00' })],
	['Cancel', byId('cancel')],
	['Retry', byId('retry')],
	['Get', byId('get', { simplify: true })],
];

const WAIT = byId('waitForCompletion', {
	timeLimitMinutes: 1,
	checkEverySeconds: 20,
	outputs: 'one',
});

async function threeItems(status: 'failed' | 'pending' = 'pending'): Promise<IDataObject[]> {
	const stored = [await pharlo.add(status), await pharlo.add(status)];
	return [{ id: stored[0]?.id }, { id: '' }, { id: stored[1]?.id }];
}

test.each([...OPERATIONS, ['Wait for Completion', WAIT] as const])(
	'%s reports the index of the invalid item only in n8n’s own field',
	async (name, parameters) => {
		const { error } = await runPharlo(parameters, {
			credential: pharlo.credential,
			items: await threeItems(name === 'Retry' ? 'failed' : 'pending'),
		});
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(error?.message).not.toMatch(/\[item|item \d/);
	},
);

test('Create and Wait reports the index of the invalid item only in n8n’s own field', async () => {
	const { error, waitTill } = await WaitRun.start(waitFor(titled), {
		credential: pharlo.credential,
		items: await threeItems(),
	});
	expect(waitTill).toBeUndefined();
	expect(error).toMatchObject({ context: { itemIndex: 1 } });
	expect(error?.message).not.toMatch(/\[item|item \d/);
});

test.each(OPERATIONS)(
	'%s with On Error: Continue puts the error on the item',
	async (name, parameters) => {
		const { items } = await runPharlo(parameters, {
			credential: pharlo.credential,
			items: await threeItems(name === 'Retry' ? 'failed' : 'pending'),
			settings: { onError: 'continueRegularOutput' },
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(items[1]?.json).toMatchObject({
			error: expect.stringMatching(/^'.+' (is empty|has no ID)$/),
		});
	},
);
