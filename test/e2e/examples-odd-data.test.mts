import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { until, type Execution, type WorkflowFile } from '../../tools/playground/n8n-api.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { SEEDED } from '../../tools/simulator/state.mts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { mp4 } from '../harness/media.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { ScriptedModel } from '../harness/scripted-model.mts';
import { node } from '../harness/setting.mts';
import { E2eSetup, PHARLO, readableFolder } from './e2e-setup.mts';
import { CHECKS_AND_CREATES } from './examples.mts';

const DAY_MS = 86_400_000;
const LONG_AGO = '2020-01-01T00:00:00Z';
const soon = new Date(Date.now() + 5 * DAY_MS).toISOString().slice(0, 10);

let setup: E2eSetup;
let pharlo: Pharlo;
/** Gives the articles, and renders videos. */
let feed: AnsweringServer;
let model: ScriptedModel;
let folder = '';
let feedItems: readonly string[] = [];
beforeAll(async () => {
	setup = await E2eSetup.prepare();
	pharlo = await Pharlo.start();
	await setup.useCredential({ baseUrl: pharlo.simulator.url });
	model = await ScriptedModel.start();
	model.follow(CHECKS_AND_CREATES);
	await setup.useModel(model.credential);
	folder = mkdtempSync(join(readableFolder, 'odd-'));
	writeFileSync(join(folder, 'Demo.mp4'), mp4());
	feed = await answering((request, response) => {
		if (request.method === 'POST') {
			response.writeHead(200, { 'content-type': 'video/mp4' }).end(mp4());
			return;
		}
		response.writeHead(200, { 'content-type': 'application/rss+xml' });
		response.end(
			`<rss version="2.0"><channel><title>Blog</title>${feedItems.join('')}</channel></rss>`,
		);
	});
});
afterAll(async () => {
	await model.close();
	await feed.close();
	await pharlo.close();
});

const NOW = `<pubDate>${new Date().toUTCString()}</pubDate>`;
const ARTICLE = `<item><title>New</title><link>https://blog.example.com/new</link><guid isPermaLink="false">new</guid>${NOW}</item>`;

/** Assignments that exist before, by name; an example may touch only those that it is about. */
let known: Record<string, string> = {};
beforeEach(async () => {
	pharlo.reset();
	pharlo.switch({ finishAfterMs: 50, retrySeconds: [1, 1, 1] });
	feedItems = [ARTICLE];
	const scheduledAt = `${soon}T12:00:00Z`;
	const add = async (...args: Parameters<Pharlo['add']>) => (await pharlo.add(...args)).id;
	known = {
		'row-1': await add('pending', { externalId: 'row-1', scheduledAt }),
		'row-2': await add('pending', { externalId: 'row-2', scheduledAt }),
		'row-3': await add('published', { externalId: 'row-3' }),
		'row-4': await add('failed', { externalId: 'row-4', createdAt: LONG_AGO }),
		failed: await add('failed'),
		'failed-long-ago': await add('failed', { createdAt: LONG_AGO }),
		other: await add('pending', { externalId: 'other', scheduledAt }),
		channel: SEEDED.demoChannel,
		page: SEEDED.demoPage,
		'expired-page': SEEDED.holidayPage,
	};
});

const UUID = /^[0-9a-f-]{36}$/;

/** The requests that write, with names instead of IDs. */
function writes(): string[] {
	const names = new Map(Object.entries(known).map(([name, id]) => [id, name]));
	return pharlo.requests
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => {
			const parts = path.replace('/api/v1/', '').split('/');
			return `${method} ${parts.map((part) => names.get(part) ?? part.replace(UUID, 'new')).join('/')}`;
		});
}

const examples = [...readExamples()];

/** A Pharlo node of an example that reads fields of other nodes. */
interface Reader {
	readonly title: string;
	readonly node: INode;
	/** Fields of its input items, such as `body.title`. */
	readonly fields: readonly string[];
	/** Fields of other nodes, by node. */
	readonly others: Readonly<Record<string, readonly string[]>>;
}

const readers: Reader[] = examples.flatMap(([file, { nodes }]) =>
	nodes
		.filter(({ type }) => type === PHARLO)
		.map((reader) => {
			const text = JSON.stringify(reader.parameters);
			const fields = [...text.matchAll(/\$json\.(\w+(?:\.\w+)*?)(?=\.\w+\(|[^\w.])/g)].map(
				([, path]) => path ?? '',
			);
			const others: Record<string, string[]> = {};
			for (const [, name = '', path = ''] of text.matchAll(
				/\$\('([^']+)'\)\.(?:item|first\(\))\.json\.([\w.]+)/g,
			)) {
				(others[name] ??= []).push(path);
			}
			const title = `${file}: ${reader.name}`;
			return { title, node: reader, fields: [...new Set(fields)], others };
		})
		.filter(({ fields, others }) => fields.length > 0 || Object.keys(others).length > 0),
);

/** The assignment whose status allows an operation, where it is not one that is pending. */
const ALLOWED: Readonly<Record<string, string>> = {
	getPost: 'row-3',
	retry: 'row-4',
	updatePublished: 'row-3',
	waitForCompletion: 'failed',
};

/** A value for each field that an example reads. */
function sample(path: string, { node: { parameters } }: Reader): unknown {
	const operation = String(parameters.operation);
	const isConnection = parameters.resource === 'connection' || operation === 'getChannel';
	const samples: Record<string, unknown> = {
		id: isConnection ? SEEDED.demoPage : known[ALLOWED[operation] ?? 'row-1'],
		connectionId: SEEDED.demoChannel,
		payload: { title: 'Before', privacy: 'public' },
		youtubeAt: `${soon}T09:00:00[Europe/Berlin]`,
		facebookAt: `${soon}T19:00:00[America/New_York]`,
		row: 'row-1',
		title: 'Title',
		video: 'https://cdn.example.com/row.mp4',
		publishAt: `${soon}T09:00:00`,
		to: `${soon}T20:00:00`,
		ids: [SEEDED.demoChannel, SEEDED.demoPage],
		channels: `${SEEDED.demoChannel}, ${SEEDED.demoPage}`,
		text: 'Text',
		posts: [{ connectionName: 'Demo Channel', platformUrl: 'https://youtu.be/title' }],
		platformUrl: 'https://youtu.be/title',
		link: 'https://blog.example.com/new',
		guid: 'new',
		Title: 'Title',
		fileName: 'Demo.mp4',
		'query.customer': '42',
		'query.connectionId': SEEDED.demoChannel,
		...ticket,
	};
	if (!(path in samples)) throw new Error(`No sample for ${path}`);
	return samples[path];
}

/** A link that the owner of the channel has opened. */
let ticket: IDataObject = {};
beforeEach(async () => {
	const { body } = await pharlo.call('POST', 'oauth/tickets', { platform: 'youtube' });
	const { ticketId, expiresAt } = body;
	const query = `ticket=${String(ticketId)}&answer=allow&accounts=Demo+Channel`;
	await fetch(`${pharlo.simulator.url}/api/v1/oauth/youtube/callback?${query}`);
	ticket = { ticketId: String(ticketId), expiresAt: String(expiresAt) };
	pharlo.requests.length = 0;
});

type Give = (path: string) => unknown;

/** Runs only this node, after nodes that give the fields that it reads, or nothing at all. */
async function runReader(reader: Reader, give?: Give): Promise<Execution> {
	const source = (name: string, fields: readonly string[]) => {
		const json: IDataObject = {};
		if (give !== undefined) {
			for (const path of fields) assign(json, path.split('.'), give(path));
		}
		return node(
			name,
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput: JSON.stringify(json), options: {} },
			{ typeVersion: 3.4 },
		);
	};
	const others = Object.entries(reader.others).map(([name, fields]) => source(name, fields));
	const file = reader.node.parameters.media === 'file' ? [fileNode(reader)] : [];
	return await setup.run([...others, source('Input', reader.fields), ...file, reader.node]);
}

/** Adds a video to the item, where the reader looks for it. */
function fileNode({ node: { parameters } }: Reader): INode {
	const field = JSON.stringify(parameters.binaryPropertyName);
	const bytes = JSON.stringify(mp4().toString('base64'));
	const jsCode = `const data = { data: ${bytes}, mimeType: 'video/mp4', fileName: 'demo.mp4' };
return $input.all().map(({ json }) => ({ json, binary: { [${field}]: data } }));`;
	return node('File', 'n8n-nodes-base.code', { jsCode }, { typeVersion: 2 });
}

function assign(target: IDataObject, path: readonly string[], value: unknown): void {
	const [key = '', ...rest] = path;
	if (rest.length === 0) {
		if (value !== undefined) target[key] = value;
		return;
	}
	const inner = (target[key] ??= {}) as IDataObject;
	assign(inner, rest, value);
}

/** What the node says is wrong: by an error, or by an item that failed or is invalid. */
function problemOf({ data }: Execution, name: string): string | undefined {
	const outputs = data.resultData.runData[name]?.at(-1)?.data?.main ?? [];
	const items = outputs.flatMap((output) => output ?? []);
	const [problem] = items.flatMap(({ json }) => (json.problems ?? []) as IDataObject[]);
	const failed = items.find(({ json }) => json.error !== undefined);
	const message = data.resultData.error?.message ?? failed?.json.error ?? problem?.what;
	return message === undefined ? undefined : String(message);
}

const READS: readonly unknown[] = [
	'check',
	'get',
	'getAll',
	'getChannel',
	'getPost',
	'getStatus',
	'waitForCompletion',
	'waitUntilConnected',
];

/** With the samples, Cross-Post has two connections. */
function writesOf(operation: unknown): number {
	if (READS.includes(operation)) return 0;
	return String(operation).startsWith('crossPost') ? 2 : 1;
}

/** Fields that may be blank: the ticket itself tells when it expires. */
const MAY_BE_BLANK = new Set(['connect-channel.json: Wait Until Connected: expiresAt']);
const NAMES_A_PARAMETER = /'[A-Z][^']+'/;

describe.each(readers.map((reader) => [reader.title, reader] as const))('%s', (title, reader) => {
	const { name, parameters } = reader.node;
	const paths = [...new Set([...reader.fields, ...Object.values(reader.others).flat()])];

	test('does what it is meant to do with all that it reads', async () => {
		const run = await runReader(reader, (path) => sample(path, reader));
		expect(problemOf(run, name)).toBeUndefined();
		expect(writes()).toHaveLength(writesOf(parameters.operation));
	});

	test('changes nothing without any of it, and says what is missing', async () => {
		const run = await runReader(reader);
		expect(writes()).toEqual([]);
		expect(problemOf(run, name)).toMatch(NAMES_A_PARAMETER);
	});

	const odd: ReadonlyArray<[string, unknown]> = [
		['missing', undefined],
		['empty', ''],
		['null', null],
	];
	test.each(paths.flatMap((path) => odd.map(([what, value]) => [path, what, value] as const)))(
		'changes nothing where %s is %s',
		async (blank, _what, value) => {
			const run = await runReader(reader, (path) =>
				path === blank ? value : sample(path, reader),
			);
			expect(writes()).toEqual([]);
			const problem = problemOf(run, name);
			const isRefused = NAMES_A_PARAMETER.test(problem ?? '');
			const mayBeBlank = MAY_BE_BLANK.has(`${title}: ${blank}`);
			expect({ problem, isRefused }).toEqual({ problem, isRefused: !mayBeBlank });
		},
	);
});

/** What an example is meant to do. */
interface Meant {
	/** The requests of the first run that write. */
	readonly first: readonly string[];
	/** Those of the second run; the same by default. */
	readonly second?: readonly string[];
	/** How many posts are created by the first run and the second one. */
	readonly posts: readonly [first: number, second: number];
}

const POST = 'POST assignments';
const MEANT: Readonly<Record<string, Meant>> = {
	'agent-that-checks.json': { first: [POST], posts: [1, 1] },
	'change-plan.json': {
		first: [
			'PATCH assignments/row-1',
			'PATCH assignments/row-3',
			'DELETE assignments/row-2',
			'POST assignments/row-4/retry',
		],
		posts: [0, 0],
	},
	'connect-channel.json': {
		first: ['POST oauth/tickets', 'PATCH connections/new'],
		posts: [0, 0],
	},
	'cross-post-and-announce.json': { first: [POST, POST, POST], posts: [2, 2] },
	'cross-post-calendar.json': { first: [POST, POST, POST], posts: [3, 0] },
	'morning-check.json': {
		first: ['POST connections/expired-page/refresh-token'],
		posts: [0, 0],
	},
	'post-from-folder.json': { first: [POST], posts: [1, 0] },
	'post-from-form.json': { first: [POST], posts: [1, 0] },
	'post-new-articles.json': { first: [POST], posts: [1, 0] },
	'publish-and-wait.json': { first: [POST], posts: [1, 1] },
	'publish-video-now.json': { first: [POST], posts: [1, 1] },
	'react-to-status.json': { first: [], posts: [0, 0] },
	'render-and-publish.json': { first: [POST, POST], posts: [2, 2] },
	'report-without-public-address.json': { first: [], posts: [0, 0] },
	'retry-failed-hourly.json': {
		first: ['POST assignments/failed/retry'],
		second: [],
		posts: [0, 0],
	},
	'schedule-from-list.json': { first: [POST, POST, POST], posts: [3, 0] },
	'weekly-report.json': { first: [], posts: [0, 0] },
};

function meantBy(file: string): Meant {
	const meant = MEANT[file];
	if (meant === undefined) throw new Error(`Add what ${file} is meant to do`);
	return meant;
}

/** What the trigger gives to examples that are started from outside. */
const STARTED_BY: Record<string, INodeExecutionData> = {
	'post-from-form.json': {
		json: { Title: 'Seven' },
		binary: { Video: { data: mp4().toString('base64'), mimeType: 'video/mp4' } },
	},
	'connect-channel.json': { json: { query: { customer: '42' } } },
	'react-to-status.json': { json: { assignmentId: 'a', status: 'failed', errors: [] } },
};

/** What examples that run on a test machine get in place of what they name. */
function standIns(): INodeParameters {
	return { url: feed.url, fileSelector: join(folder, '*.mp4') };
}

/** Runs an example with the given output of its trigger, until it has ended or shows the end of a form. */
async function runExample(example: WorkflowFile, item?: INodeExecutionData): Promise<Execution> {
	const name = triggerOf(example);
	const workflow = await setup.create({
		...example,
		name: `${example.name} ${randomUUID()}`,
		nodes: example.nodes.map((one) => {
			const changes = Object.entries(standIns()).filter(([key]) => key in one.parameters);
			// The simulator's time is stopped, so that a post that was queued again does not end.
			if (one.parameters.operation === 'waitForCompletion')
				changes.push(['timeLimitMinutes', 0.05]);
			return { ...one, parameters: { ...one.parameters, ...Object.fromEntries(changes) } };
		}),
		...(item === undefined ? {} : { pinData: { [name]: [item] } }),
	});
	const id = await setup.api.runManually(workflow, name);
	return await until(`execution ${id}`, async () => {
		const run = await setup.api.execution(id);
		if (run.status === 'waiting') await allowLinks();
		return ['success', 'error'].includes(run.status) || showsEnd(example, run) ? run : undefined;
	});
}

/** Whether an execution waits for a browser to show the last page of its form. */
function showsEnd({ nodes }: WorkflowFile, { status, data }: Execution): boolean {
	const last = nodes.find(({ name }) => name === data.resultData.lastNodeExecuted);
	return status === 'waiting' && last?.parameters.operation === 'completion';
}

/** Returns the name of the node that no other leads to. */
function triggerOf({ connections }: WorkflowFile): string {
	const targets = Object.values(connections).flatMap(({ main }) => (main ?? []).flat());
	const reached = new Set(targets.map((target) => target?.node));
	return Object.keys(connections).find((name) => !reached.has(name)) ?? '';
}

/** Lets the owners of channels allow what they are asked for, and sends them back to n8n. */
async function allowLinks(): Promise<void> {
	const { tickets } = pharlo.simulator.simulation.state;
	for (const { id } of tickets.filter(({ status }) => status === 'pending')) {
		const query = `ticket=${id}&answer=allow&accounts=New+Channel`;
		await fetch(`${pharlo.simulator.url}/api/v1/oauth/youtube/callback?${query}`);
	}
}

test.each(examples)('%s, twice in a row, does what it is meant to do', async (file, example) => {
	const { first, second = first, posts } = meantBy(file);
	const before = pharlo.assignments.length;
	await runExample(example, STARTED_BY[file]);
	expect([writes(), pharlo.assignments.length - before]).toEqual([first, posts[0]]);
	await runExample(example, STARTED_BY[file]);
	expect(writes().slice(first.length)).toEqual(second);
	expect(pharlo.assignments).toHaveLength(before + posts[0] + posts[1]);
});

/** Puts blank rows before and after those of an example; undefined if it has none. */
function withBlankRows(example: WorkflowFile): WorkflowFile | undefined {
	const splitting = example.nodes.find(({ type }) => type === 'n8n-nodes-base.splitOut');
	if (splitting === undefined) return undefined;
	const list = `"${String(splitting.parameters.fieldToSplitOut)}": [`;
	const nodes = example.nodes.map((one) => {
		const text = String(one.parameters.jsonOutput);
		if (!text.includes(list)) return one;
		const keys = [...text.matchAll(/"(\w+)":/g)].map(([, key]) => key ?? '');
		const blank = (value: unknown) =>
			JSON.stringify(Object.fromEntries(keys.map((key) => [key, value])));
		const rows = `{ }, ${blank('')}, ${blank(null)}`;
		const end = text.lastIndexOf(']');
		const jsonOutput = `${text.slice(0, end)}, ${rows} ${text.slice(end)}`;
		return {
			...one,
			parameters: { ...one.parameters, jsonOutput: jsonOutput.replace(list, `${list} ${rows}, `) },
		};
	});
	return { ...example, nodes };
}

/** What a run reports as wrong, by its end, by items of an error output or by those of a check. */
function problemsOf({ data }: Execution): string[] {
	const { error, runData } = data.resultData;
	const items = Object.values(runData).flatMap(
		(runs) => runs.at(-1)?.data?.main?.flatMap((output) => output ?? []) ?? [],
	);
	const reported = items.flatMap(({ json }) => {
		const [problem] = (json.problems ?? []) as IDataObject[];
		return [json.error, problem?.what].filter((text) => typeof text === 'string');
	});
	return error === undefined ? reported : [...reported, error.message];
}

const lists = examples.flatMap(([file, example]) => {
	const blank = withBlankRows(example);
	return blank === undefined ? [] : [[file, example, blank] as const];
});

test.each(lists)(
	'%s, with blank rows and then without, does only what it is meant to do',
	async (file, example, blank) => {
		const { first, posts } = meantBy(file);
		const before = pharlo.assignments.length;
		expect(problemsOf(await runExample(blank))).toContainEqual(
			expect.stringMatching(NAMES_A_PARAMETER),
		);
		const written = writes();
		expect([[], first]).toContainEqual(written);
		await runExample(example);
		expect(writes().slice(written.length)).toEqual(first);
		expect(pharlo.assignments).toHaveLength(before + posts[0]);
	},
);

test('post-new-articles.json, with blank articles and then without, posts each once', async () => {
	const [, example] = examples.find(([file]) => file === 'post-new-articles.json') ?? [];
	if (example === undefined) throw new Error('No such example');
	const before = pharlo.assignments.length;
	const blank = ['<item></item>', `<item><title></title>${NOW}</item>`];
	feedItems = [...blank, ARTICLE, ...blank];
	expect(problemsOf(await runExample(example))).not.toEqual([]);
	expect(pharlo.assignments).toHaveLength(before);
	feedItems = [ARTICLE];
	await runExample(example);
	expect(pharlo.assignments).toHaveLength(before + 1);
});

/** What is not read from the trigger happens all the same. */
const WITHOUT_DATA: Record<string, readonly string[]> = {
	'connect-channel.json': ['POST oauth/tickets'],
};

test.each(examples.filter(([file]) => file in STARTED_BY))(
	'%s does nothing with a trigger that gives nothing',
	async (file, example) => {
		for (const json of [{}, { body: {}, query: {} }]) {
			pharlo.requests.length = 0;
			await runExample(example, { json });
			expect(writes()).toEqual(WITHOUT_DATA[file] ?? []);
		}
	},
);
