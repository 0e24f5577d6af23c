import { until } from '../../tools/playground/n8n-api.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { EVENT } from '../harness/callbacks.mts';
import { postSigned } from '../suites/calls.mts';
import { E2eSetup, firstJson, START } from './e2e-setup.mts';

const OLD = DEFAULTS.webhookSecret;
const NEW = 'the-secret-from-now-on';

let setup: E2eSetup;
beforeAll(async () => {
	setup = await E2eSetup.prepare();
	await setup.simulator('POST', 'reset');
});
afterAll(async () => await setup.simulator('POST', 'reset'));

/** Saves the credential, as a user does in its window. */
async function save(more: Record<string, unknown>): Promise<void> {
	const { id, name } = setup.credential;
	const data = setup.credentialData(more);
	await setup.api.call('PATCH', `/rest/credentials/${id}`, { name, type: 'pharloApi', data });
}

async function sendCallback(
	url: string,
	secret: string,
	assignmentId: string,
	status = EVENT.status,
): Promise<number> {
	return (await postSigned(url, { ...EVENT, assignmentId, status }, { secret })).status;
}

test('steps of the page: workflows need not be republished, and waiting executions resume with the old secret', async () => {
	const { workflow: listener, url } = await setup.listen();
	await setup.simulator('PUT', 'settings', { pace: 0 });
	const example = readExamples().get('publish-and-wait.json');
	if (example === undefined) throw new Error('No example');
	const waitingExecution = await setup.api.runManually(await setup.create(example), START);
	await until('the execution to be suspended', async () => {
		const { status } = await setup.api.execution(waitingExecution);
		return status === 'waiting' ? true : undefined;
	});
	expect(await sendCallback(url, OLD, 'a1')).toBe(200);
	expect(await sendCallback(url, NEW, 'a2')).toBe(401);

	await save({ webhookSecret: NEW, previousWebhookSecret: OLD });
	expect(await sendCallback(url, OLD, 'a3')).toBe(200);
	expect(await sendCallback(url, NEW, 'a4')).toBe(200);
	// The simulator still signs with the old secret.
	await setup.simulator('PUT', 'settings', { pace: 50 });
	expect(
		firstJson(await setup.api.finished(waitingExecution), 'Tell the Team It Is Live').message,
	).toMatch(/^Live at/);

	await save({ webhookSecret: NEW, previousWebhookSecret: '' });
	// A removed secret may work for two more seconds; this status starts no execution in the
	// meantime.
	await until('the old secret to be rejected', async () =>
		(await sendCallback(url, OLD, 'a5', 'uploading')) === 401 ? true : undefined,
	);
	expect(await sendCallback(url, OLD, 'a5')).toBe(401);
	expect(await sendCallback(url, NEW, 'a6')).toBe(200);
	const started = await setup.executionsOf(listener, 4);
	expect(started.map((run) => firstJson(run, 'Pharlo Trigger').assignmentId).sort()).toEqual([
		'a1',
		'a3',
		'a4',
		'a6',
	]);
});
