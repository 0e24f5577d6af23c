import type { INode, INodeParameters } from 'n8n-workflow';

import { runPharlo } from '../harness/engine.mts';
import { createVideo, savedForm } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** Adds a date, which n8n requires if an expression decides whether to publish later. */
function at(parameters: INodeParameters): INodeParameters {
	return { scheduledAt: '2036-01-15T18:00:00', ...parameters };
}

async function run(parameters: INodeParameters, settings: Partial<INode> = {}) {
	return await runPharlo(parameters, { credential: pharlo.credential, settings });
}

describe('a value that is not one of the options is invalid, without a fallback', () => {
	test.each<[string, INodeParameters]>([
		["'Publish' is 'later', which is not one of its options", at({ publish: '={{ "later" }}' })],
		["'Publish' is empty", at({ publish: '={{ $json.nothing }}' })],
		[
			"'Specify Payload' is 'xml', which is not one of its options",
			{ payloadMode: '={{ "xml" }}' },
		],
		["'Content Type' is empty", { contentType: '={{ "" }}' }],
		[
			"'Idempotency' is 'never', which is not one of its options",
			{ options: { idempotency: '={{ "never" }}' } },
		],
		[
			"'Media Size (Bytes)' is not a whole number of at least 0",
			{ options: { mediaSizeBytes: '={{ "large" }}' } },
		],
		[
			"'Send Status Callbacks' is neither true nor false",
			{ options: { sendCallbacks: '={{ "sometimes" }}' } },
		],
		[
			"'Max Concurrent Requests' is not a whole number of at least 1 and up to 1000",
			{ options: { maxConcurrentRequests: '={{ "many" }}' } },
		],
	])('%s', async (message, invalid) => {
		const { error } = await run(createVideo(invalid));
		expect(error?.message).toBe(`${message}`);
		expect(pharlo.requests).toEqual([]);
	});

	test('options are case-insensitive', async () => {
		const { error } = await run(createVideo(at({ publish: '={{ "Now" }}' })));
		expect(error).toBeUndefined();
		expect(pharlo.assignments).toHaveLength(1);
	});
});

describe('booleans from expressions as strings', () => {
	test('Dry Run "true" retries nothing', async () => {
		const { id } = await pharlo.add('failed');
		const { items } = await run({
			resource: 'assignment',
			operation: 'retryFailed',
			limit: 50,
			filters: {},
			dryRun: '={{ "true" }}',
		});
		expect(items.map(({ json }) => json)).toMatchObject([{ id, retried: false }]);
		expect(pharlo.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	test('an invalid Dry Run sends no request', async () => {
		await pharlo.add('failed');
		const { error } = await run({
			resource: 'assignment',
			operation: 'retryFailed',
			limit: 50,
			filters: {},
			dryRun: '={{ "perhaps" }}',
		});
		expect(error?.message).toBe("'Dry Run' is neither true nor false");
		expect(pharlo.requests).toEqual([]);
	});

	test('Send Status Callbacks "false" sends no callback URL', async () => {
		const options = {
			callbackUrl: 'https://n8n.example.com/webhook/x',
			sendCallbacks: '={{ "false" }}',
		};
		await run(createVideo({ options }));
		expect(pharlo.onlyRequest.body).not.toHaveProperty('callbackUrl');
	});

	test('Return All, Simplify and Include Credits "true"', async () => {
		for (let count = 0; count < 3; count++) await pharlo.add('pending');
		const { items } = await run({
			resource: 'assignment',
			operation: 'getAll',
			returnAll: '={{ "true" }}',
			limit: 1,
			filters: {},
			simplify: '={{ "false" }}',
			options: { includeCredits: '={{ "true" }}' },
		});
		expect(items).toHaveLength(3);
		expect(items[0]?.json).toMatchObject({ payload: { title: 'Product Demo' }, creditsUsed: 1 });
	});
});

test('an update with an empty object is invalid: it would only cost credits', async () => {
	const { error } = await run({
		resource: 'assignment',
		operation: 'update',
		assignmentId: 'a1',
		changes: ['payload'],
		payloadMode: 'json',
		payloadJson: '{}',
	});
	expect(error?.message).toBe("'Payload (JSON)' is empty");
	expect(pharlo.requests).toEqual([]);
});

describe('an ID of dots cannot change the path', () => {
	test.each(['.', '..'])('%s as an assignment', async (assignmentId) => {
		const { error } = await run({ resource: 'assignment', operation: 'cancel', assignmentId });
		expect(error?.message).toBe(`'${assignmentId}' is not an ID`);
		expect(pharlo.requests).toEqual([]);
	});

	test('as a connection', async () => {
		const connectionId = { __rl: true, mode: 'id', value: '..' };
		const { error } = await run({
			resource: 'connection',
			operation: 'refreshToken',
			connectionId,
		});
		expect(error?.message).toBe("'..' is not an ID");
		expect(pharlo.requests).toEqual([]);
	});
});

describe('an error that affects all items, if the workflow continues on error', () => {
	const invalid = { options: { timeoutSeconds: '={{ "soon" }}' } };

	test('goes to the error output for each item', async () => {
		const { items, failed } = await runPharlo(createVideo(invalid), {
			credential: pharlo.credential,
			items: [{ row: 1 }, { row: 2 }],
			settings: { onError: 'continueErrorOutput' },
		});
		expect(items).toEqual([]);
		expect(failed.map(({ json }) => json)).toMatchObject(
			[1, 2].map((row) => ({
				row,
				error: expect.stringContaining("'Timeout (Seconds)' is not a number above 0"),
			})),
		);
	});

	test('does not go to "Timed Out" if each outcome has an output', async () => {
		const settings = { onError: 'continueRegularOutput' } as const;
		const parameters = {
			...createVideo({ payloadForm: savedForm({ title: 'x' }) }),
			operation: 'createAndWait',
			timeLimitMinutes: 0,
			outputs: 'byOutcome',
		};
		const { outputs } = await runPharlo(parameters, { credential: pharlo.credential, settings });
		expect(outputs.map((output) => output.map(({ json }) => json.error))).toEqual([
			[],
			[],
			["'Time Limit (Minutes)' is not a number above 0 and up to 525600"],
		]);
	});
});
