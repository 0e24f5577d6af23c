import type { INodeParameters } from 'n8n-workflow';

import { runPharlo } from '../harness/engine.mts';
import { createVideo, savedForm } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

skipPauses();

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function create(parameters: INodeParameters) {
	return await runPharlo(parameters, { credential: pharlo.credential });
}

const keyOf = (body: unknown) => (body as Record<string, unknown>).idempotencyKey;

test('without a key none is sent, and the output shows it', async () => {
	const { items } = await create(createVideo({ options: { idempotency: 'none' } }));
	expect(keyOf(pharlo.onlyRequest.body)).toBeUndefined();
	expect(items[0]?.json.idempotencyKey).toBeNull();
});

test.each(['200', '201', '409'] as const)(
	'a repeated key with response %i returns the first assignment, marked as existing',
	async (code) => {
		pharlo.switch({ repeatedKey: code });
		const first = await pharlo.add('processing', {
			idempotencyKey: 'k1',
			externalId: 'k1',
			createdAt: '2026-01-01T00:00:00Z',
		});
		const { items, error } = await create(
			createVideo({ options: { idempotency: 'own', idempotencyKey: 'k1' } }),
		);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json)).toMatchObject([
			{ id: first.id, status: 'processing', idempotencyKey: 'k1', alreadyExisted: true },
		]);
		expect(pharlo.assignments).toHaveLength(1);
		expect(pharlo.requests).toHaveLength(code === '409' ? 2 : 1);
	},
);

test('a new assignment is not marked as existing', async () => {
	const { items } = await create(createVideo());
	expect(items[0]?.json.alreadyExisted).toBe(false);
});

test('the key selects among several with the same external ID', async () => {
	pharlo.switch({ repeatedKey: '409' });
	const wanted = await pharlo.add('failed', { idempotencyKey: 'k2', externalId: 'campaign' });
	await pharlo.add('pending', { idempotencyKey: 'k3', externalId: 'campaign' });
	const { items } = await create(
		createVideo({
			options: { idempotency: 'own', idempotencyKey: 'k2', externalId: 'campaign' },
		}),
	);
	expect(items[0]?.json).toMatchObject({ id: wanted.id, alreadyExisted: true });
});

test('a conflict remains an error if its assignment cannot be found', async () => {
	pharlo.switch({ repeatedKey: '409' });
	await pharlo.add('pending', {
		idempotencyKey: 'k4',
		externalId: 'elsewhere',
		connectionId: FACEBOOK,
	});
	const { error } = await create(
		createVideo({ options: { idempotency: 'own', idempotencyKey: 'k4' } }),
	);
	expect(error?.message).toContain('Idempotency key was already used');
	expect(error?.description).toContain('The idempotency key was used before');
});

test('from content: the same post to the same connection is created once', async () => {
	const options = { idempotency: 'content' };
	const at = { publish: 'scheduled', scheduledAt: '2036-01-01T10:00:00' };
	const run = async (parameters: INodeParameters, executionId: string) =>
		await runPharlo(createVideo({ options, ...parameters }), {
			credential: pharlo.credential,
			executionId,
		});
	await run({}, '1');
	const again = await run(at, '2');
	expect(again.items[0]?.json.alreadyExisted).toBe(true);
	expect(pharlo.assignments).toHaveLength(1);
	await run({ payloadForm: savedForm({ title: 'Another', privacy: 'public' }) }, '3');
	await run({ mediaUrl: 'https://cdn.example.com/other.mp4' }, '4');
	expect(pharlo.assignments).toHaveLength(3);
	expect(keyOf(pharlo.requests[0]?.body)).toMatch(/^n8n-content-[0-9a-f]{40}$/);
});

test.each<[string, string, string, boolean]>([
	// n8n's Retry of a failed execution has a new ID, but the same token.
	['that n8n retries has the same key', 'token', 'token', true],
	['that is new has another key', 'token', 'other', false],
])('an execution %s', async (_name, token, otherToken, isSame) => {
	const run = async (executionId: string, resumeToken: string) =>
		await runPharlo(createVideo(), {
			credential: pharlo.credential,
			executionId,
			resumeToken,
		});
	await run('7', token);
	await run('7', token);
	await run('8', otherToken);
	const [first, again, other] = pharlo.requests.map(({ body }) => keyOf(body));
	expect(again).toBe(first);
	expect(other === first).toBe(isSame);
	expect(pharlo.assignments).toHaveLength(isSame ? 1 : 2);
});
