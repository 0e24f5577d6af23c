import type { IncomingMessage, ServerResponse } from 'node:http';

import { startFreshN8n } from '../../tools/playground/fresh-n8n.mts';
import { until, type N8nApi, type StoredWorkflow } from '../../tools/playground/n8n-api.mts';
import { freePort } from '../../tools/playground/ports.mts';
import { triggerUrl, withCredential, readExamples } from '../../tools/playground/workspace.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { commandsIn } from '../harness/commands.mts';
import { blocksIn, readPage } from '../harness/markdown.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { firstJson, START } from './e2e-setup.mts';

/**
 * A host name that only the outgoing proxy resolves; the top-level domain is reserved for tests.
 */
const PHARLO_HOST = 'pharlo.test';
const PREFIX = '/n8n';

let pharlo: Pharlo;
let api: N8nApi;
/** Reverse proxy in front of n8n; removes the prefix. */
let incoming: AnsweringServer;
/** Proxy for n8n's requests to Pharlo. */
let outgoing: AnsweringServer;
let rewrite = (body: Buffer): Buffer => body;
const stops: Array<() => Promise<void> | void> = [];

async function forward(
	call: IncomingMessage,
	response: ServerResponse,
	target: string,
	change: (body: Buffer) => Buffer,
): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of call) chunks.push(chunk as Buffer);
	const names = ['authorization', 'content-type', 'x-webhook-signature'];
	const headers = names.flatMap((name): Array<[string, string]> => {
		const value = call.headers[name];
		return typeof value === 'string' ? [[name, value]] : [];
	});
	const body = change(Buffer.concat(chunks));
	const upstream = await fetch(target, {
		method: call.method ?? 'GET',
		headers,
		...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
	});
	response.writeHead(upstream.status, {
		'content-type': upstream.headers.get('content-type') ?? 'text/plain',
	});
	response.end(Buffer.from(await upstream.arrayBuffer()));
}

/** Returns the variables that the page documents, with the addresses of this test. */
function documentedVariables(): Record<string, string> {
	const assignments = blocksIn([readPage('docs/proxy.md')], 'sh')
		.flatMap(([, text]) => commandsIn(text))
		.flatMap((line) => /^([A-Z0-9_]+_(?:URL|HOPS|PROXY))=(\S+)$/.exec(line)?.slice(1) ?? []);
	const variables: Record<string, string> = {};
	for (let index = 0; index < assignments.length; index += 2) {
		variables[assignments[index] ?? ''] = (assignments[index + 1] ?? '')
			.replace('https://n8n.example.com/', `${incoming.url}${PREFIX}/`)
			.replace('http://proxy.example.com:3128', outgoing.url);
	}
	return variables;
}

beforeAll(async () => {
	const settings = { ...DEFAULTS.settings, pace: 50, retrySeconds: [] };
	pharlo = await Pharlo.start({ settings });
	const port = await freePort();
	incoming = await answering((call, response) => {
		const path = (call.url ?? '').replace(PREFIX, '');
		void forward(call, response, `http://127.0.0.1:${port}${path}`, rewrite);
	});
	outgoing = await answering((call, response) => {
		const target = (call.url ?? '').replace(`http://${PHARLO_HOST}`, pharlo.simulator.url);
		void forward(call, response, target, (body) => body);
	});
	const n8n = await startFreshN8n({
		version: process.env.E2E_N8N,
		port,
		webhookUrl: incoming.url,
		env: documentedVariables(),
	});
	stops.push(n8n.stop);
	api = n8n.api;
}, 240_000);

afterAll(async () => {
	for (const stop of stops.reverse()) await stop();
	await Promise.all([incoming.close(), outgoing.close(), pharlo.close()]);
});

async function importExample(file: string, more: object = {}): Promise<StoredWorkflow> {
	const example = readExamples().get(file);
	if (example === undefined) throw new Error(`No ${file}`);
	const data = { ...pharlo.credential, baseUrl: `http://${PHARLO_HOST}`, ...more };
	const { id } = await api.createCredential(file, data);
	return await api.createWorkflow(withCredential(example, id, file));
}

test('n8n is started with all variables that the page documents', () => {
	expect(Object.keys(documentedVariables()).sort()).toEqual([
		'HTTPS_PROXY',
		'HTTP_PROXY',
		'N8N_PROXY_HOPS',
		'N8N_WEBHOOK_URL',
		'NO_PROXY',
		'WEBHOOK_URL',
	]);
});

test('a waiting execution is resumed through a path prefix, and sends requests through a proxy', async () => {
	const workflow = await importExample('publish-and-wait.json');
	const execution = await api.finished(await api.runManually(workflow, START));
	expect(firstJson(execution, 'Tell the Team It Is Live').message).toMatch(/^Live at https:/);
	const [assignment] = pharlo.assignments;
	expect(assignment?.callbackUrl).toContain(`${incoming.url}${PREFIX}/webhook-waiting/`);
	expect(outgoing.calls.map(({ url }) => url)).toContain(
		`http://${PHARLO_HOST}/api/v1/assignments`,
	);
});

test('the trigger accepts an unmodified body, and rejects a reformatted one', async () => {
	const react = await importExample('react-to-status.json');
	await api.activate(react);
	const defaultCallbackUrl = triggerUrl(`${incoming.url}${PREFIX}`, react);
	const publish = await importExample('publish-video-now.json', { defaultCallbackUrl });
	const published = async () => {
		const { id } = firstJson(
			await api.finished(await api.runManually(publish, START)),
			'Publish Video',
		);
		return await until('the final callback', async () =>
			pharlo.simulator.simulation.state.deliveries.find(
				({ assignmentId, body, httpStatusCode }) =>
					assignmentId === id && body.includes('"published"') && httpStatusCode !== null,
			),
		);
	};
	expect(await published()).toMatchObject({ httpStatusCode: 200, status: 'delivered' });
	rewrite = (body) => Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 2));
	expect(await published()).toMatchObject({ httpStatusCode: 401, status: 'failed' });
	expect(await api.executions(react.id)).toHaveLength(1);
});
