import { until } from '../../tools/playground/n8n-api.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { EVENT } from '../harness/callbacks.mts';
import { postSigned } from '../suites/calls.mts';
import { E2eWorld, firstJson, START } from './world.mts';

const OLD = DEFAULTS.webhookSecret;
const NEW = 'the-secret-from-now-on';

let world: E2eWorld;
beforeAll(async () => {
	world = await E2eWorld.enter();
	await world.simulator('POST', 'reset');
});
afterAll(async () => await world.simulator('POST', 'reset'));

/** What a user does in the credential's window. */
async function save(more: Record<string, unknown>): Promise<void> {
	const { id, name } = world.credential;
	const data = world.credentialData(more);
	await world.api.call('PATCH', `/rest/credentials/${id}`, { name, type: 'pharloApi', data });
}

async function report(
	url: string,
	secret: string,
	assignmentId: string,
	status = EVENT.status,
): Promise<number> {
	return (await postSigned(url, { ...EVENT, assignmentId, status }, { secret })).status;
}

test('steps of the page: nothing is published again, and who sleeps wakes by the old secret', async () => {
	const { workflow: listener, url } = await world.listen();
	await world.simulator('PUT', 'settings', { pace: 0 });
	const example = readExamples().get('publish-and-wait.json');
	if (example === undefined) throw new Error('No example');
	const sleeper = await world.api.runManually(await world.create(example), START);
	await until('the execution to sleep', async () => {
		const { status } = await world.api.execution(sleeper);
		return status === 'waiting' ? true : undefined;
	});
	expect(await report(url, OLD, 'a1')).toBe(200);
	expect(await report(url, NEW, 'a2')).toBe(401);

	await save({ webhookSecret: NEW, previousWebhookSecret: OLD });
	expect(await report(url, OLD, 'a3')).toBe(200);
	expect(await report(url, NEW, 'a4')).toBe(200);
	// The simulator goes on to sign with the old one.
	await world.simulator('PUT', 'settings', { pace: 50 });
	expect(firstJson(await world.api.finished(sleeper), 'Good News').message).toMatch(/^Live at/);

	await save({ webhookSecret: NEW, previousWebhookSecret: '' });
	// A removed one may work for two seconds more; this status starts nothing meanwhile.
	await until('the old secret to be refused', async () =>
		(await report(url, OLD, 'a5', 'uploading')) === 401 ? true : undefined,
	);
	expect(await report(url, OLD, 'a5')).toBe(401);
	expect(await report(url, NEW, 'a6')).toBe(200);
	const started = await world.executionsOf(listener, 4);
	expect(started.map((run) => firstJson(run, 'Pharlo Trigger').assignmentId).sort()).toEqual([
		'a1',
		'a3',
		'a4',
		'a6',
	]);
});
