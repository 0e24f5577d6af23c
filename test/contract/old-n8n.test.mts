import { answering } from '../harness/answering.mts';
import { runPharlo } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

// n8n before 2.39 does not have this export, and forwards only the first output of a resumed node.
// Its error for a broken connection has no cause (measured in 2.8.4 and 1.123).
jest.mock('n8n-workflow', () => {
	const actual: typeof import('n8n-workflow') = jest.requireActual('n8n-workflow');
	class NodeApiError extends actual.NodeApiError {
		constructor(...parameters: ConstructorParameters<typeof actual.NodeApiError>) {
			super(...parameters);
			delete this.cause;
		}
	}
	const known = Object.entries(actual).filter(([name]) => name !== 'checkNodesApiVersion');
	return { ...Object.fromEntries(known), NodeApiError };
});

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());

test('one output per outcome is rejected before anything is created', async () => {
	const run = await WaitRun.start(waitFor({ outputs: 'byOutcome' }), {
		credential: pharlo.credential,
	});
	expect(run.error?.message).toContain("'One for Each Outcome' requires n8n 2.39 or later");
	expect(pharlo.requests).toEqual([]);
});

test('a failed item has the format that the error output needs', async () => {
	const { items, failed } = await runPharlo(createVideo({ mediaUrl: 'demo.mp4' }), {
		credential: pharlo.credential,
		settings: { onError: 'continueErrorOutput' },
	});
	expect(items).toEqual([]);
	expect(failed.map(({ json }) => json)).toEqual([
		{
			error: "'Media URL' is 'demo.mp4', which is not a web address",
			message: { description: expect.stringContaining('public place'), httpCode: null },
		},
	]);
});

test('a single output works', async () => {
	const run = await WaitRun.start(waitFor(), { credential: pharlo.credential });
	expect(run.waitTill).toBeInstanceOf(Date);
});

test('a broken connection is retried', async () => {
	let calls = 0;
	const server = await answering((incoming, outgoing) => {
		calls += 1;
		if (calls === 1) {
			incoming.socket.destroy();
			return;
		}
		outgoing.writeHead(201, { 'content-type': 'application/json' });
		outgoing.end(JSON.stringify({ id: 'a1', status: 'pending' }));
	});
	const { items, error } = await runPharlo(createVideo(), {
		credential: { ...pharlo.credential, baseUrl: server.url },
	});
	await server.close();
	expect(error).toBeUndefined();
	expect(items).toMatchObject([{ json: { id: 'a1' } }]);
	expect(calls).toBe(2);
});

test('a refused connection is reported as not having reached Pharlo', async () => {
	const server = await answering(() => undefined);
	await server.close();
	const { error } = await runPharlo(createVideo(), {
		credential: { ...pharlo.credential, baseUrl: server.url },
	});
	expect(error?.message).toContain('ECONNREFUSED');
	expect(error).toHaveProperty('description', expect.stringContaining('did not reach Pharlo'));
});
