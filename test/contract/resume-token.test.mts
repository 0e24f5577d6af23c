import type { RequestListener, ServerResponse } from 'node:http';
import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { request } from 'undici';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { answering, type AnsweringServer } from '../harness/answering.mts';
import { callSigned, EVENT } from '../harness/callbacks.mts';
import { runPharlo } from '../harness/engine.mts';
import { connection, createVideo } from '../harness/parameters.mts';
import { Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';
import { waitFor, WaitRun } from '../harness/waiting.mts';

skipPauses();

/** Pauses take no time, but the clock shows that they have passed. */
let ahead = 0;
jest.mock('../../nodes/Pharlo/transport/throttle.ts', () => ({
	...jest.requireActual<object>('../../nodes/Pharlo/transport/throttle.ts'),
	pause: async (milliseconds: number) => {
		ahead += milliseconds;
		await Promise.resolve();
	},
}));
const realNow = Date.now.bind(Date);
beforeAll(() => {
	jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
});

const OWN = '0123456789abcdef'.repeat(4);
const HEX = fc.stringMatching(/^[0-9a-f]{16,64}$/);

/** How Pharlo may repeat the address that resumes an execution. */
const FORMS: ReadonlyArray<(token: string) => string> = [
	(token) => `https://n8n.example.com/webhook-waiting/7?signature=${token}`,
	(token) => `https://n8n.example.com/webhook-waiting/7?a=b&signature=${token}&c=d`,
	(token) => `see HTTPS://N8N.EXAMPLE.COM/WEBHOOK-WAITING/7?SIGNATURE=${token.toUpperCase()}.`,
	(token) =>
		`https://x.example/?to=${encodeURIComponent(`https://n8n.example.com/webhook-waiting/7?signature=${token}`)}`,
	(token) =>
		encodeURIComponent(encodeURIComponent(`https://n8n.example.com/x?a=b&signature=${token}`)),
	(token) => JSON.stringify({ url: `https:\\/\\/n8n\\/webhook-waiting\\/7?signature=${token}` }),
	(token) => `https:\\/\\/n8n\\/7?a=b\\u0026signature=${token}`,
	(token) => `a=b&amp;signature=${token}`,
	(token) => `signature=${token}`,
];

interface Planted {
	readonly token: string;
	/** Whether the token of the execution itself stands there alone as well. */
	readonly isBare: boolean;
	/** The address in one of its forms. */
	readonly text: string;
	/** Where in the answer, beside `callbackUrl`. */
	readonly key: string;
}

const planted: fc.Arbitrary<Planted> = fc
	.record({
		token: fc.oneof(HEX, fc.constant(OWN)),
		form: fc.constantFrom(...FORMS),
		key: fc.constantFrom('url', 'webhook_url', 'payload', 'mediaUrl', 'platformUrl', 'name'),
	})
	.map(({ token, form, key }) => ({ token, isBare: true, text: form(token), key }));

const NAMED: Planted = {
	token: OWN,
	isBare: true,
	text: `https://n8n.example.com/webhook-waiting/7?signature=${OWN}`,
	key: 'name',
};

/** Puts the text into every object: as a value, as a key, deeper down, and at the end of messages. */
function plant(value: unknown, what: Planted): unknown {
	if (Array.isArray(value)) return value.map((part) => plant(part, what));
	if (typeof value !== 'object' || value === null) return value;
	const { text, key, isBare } = what;
	const parts = Object.entries(value).map(([name, part]: [string, unknown]) => [
		name,
		['message', 'error'].includes(name) && typeof part === 'string'
			? `${part} ${text}`
			: plant(part, what),
	]);
	return {
		...(Object.fromEntries(parts) as object),
		[key]: key === 'mediaUrl' ? resumeUrl(text) : text,
		callbackUrl: text,
		[`of ${text}`]: 1,
		more: { list: [text, { [text]: text }], ...(isBare ? { own: OWN, [OWN]: [OWN] } : {}) },
	};
}

/** The address of a file may be signed in the same way, so there only a resume URL counts. */
function resumeUrl(text: string): string {
	return /-waiting/i.test(text) ? text : `https://n8n.example.com/webhook-waiting/7?${text}`;
}

let pharlo: Pharlo;
let proxy: AnsweringServer;
let present: Planted;
beforeAll(async () => {
	pharlo = await Pharlo.start();
	proxy = await answering(passOn);
});
afterAll(async () => {
	await proxy.close();
	await pharlo.close();
});

/** Passes requests on to the simulator, and plants the token in its answers. */
const passOn: RequestListener = (incoming, outgoing) => {
	void (async () => {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const { authorization, 'content-type': type } = incoming.headers;
		const answer = await request(`${pharlo.simulator.url}${incoming.url ?? ''}`, {
			method: (incoming.method ?? 'GET') as 'GET',
			headers: {
				...(authorization === undefined ? {} : { authorization }),
				...(type === undefined ? {} : { 'content-type': type }),
			},
			body: chunks.length === 0 ? null : Buffer.concat(chunks),
		});
		send(outgoing, answer.statusCode, await answer.body.text());
	})();
};

function send(outgoing: ServerResponse, status: number, body: string): void {
	outgoing.writeHead(status, { 'content-type': 'application/json' });
	outgoing.end(body === '' ? '' : JSON.stringify(plant(JSON.parse(body), present)));
}

/** Every operation that the node offers, and those of later versions. */
const OPERATIONS = new PharloNode().description.properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ options = [], displayOptions }) =>
		options.flatMap(
			(option): Array<[string, string]> =>
				'value' in option
					? [[String(displayOptions?.show?.resource?.[0]), String(option.value)]]
					: [],
		),
	)
	.filter(([, operation]) => !['createAndWait', 'crossPostAndWait'].includes(operation));

/** Enough for every operation: each takes what it knows. */
function parametersFor(resource: string, operation: string, id: string): INodeParameters {
	return {
		...createVideo(),
		connectionIds: [YOUTUBE],
		title: 'Product Demo',
		text: '',
		detailsMode: 'json',
		detailsJson: '{}',
		resource,
		operation,
		assignmentId: id,
		ticketId: addTicket(),
		expiresAt: '2099-01-01T00:00:00Z',
		platform: { __rl: true, mode: 'list', value: 'youtube' },
		connectionId: connection(YOUTUBE),
		changes: ['payload'],
		payloadMode: 'json',
		payloadJson: '{"title":"x","privacy":"public"}',
		updateFields: { name: 'New Name' },
		redirectUrl: 'https://your-app.com/connected',
		simplify: false,
		returnAll: true,
		timeLimitMinutes: 1,
	};
}

function addTicket(): string {
	const id = 'a0000000-0000-4000-8000-000000000001';
	pharlo.simulator.simulation.state.tickets.push({
		id,
		platform: 'youtube',
		redirectUrl: null,
		status: 'success',
		connectionIds: [YOUTUBE],
		expiresAt: '2099-01-01T00:00:00Z',
	});
	return id;
}

function addDelivery(): void {
	pharlo.simulator.simulation.state.deliveries.push({
		id: 'd1',
		assignmentId: 'a1',
		url: 'https://n8n.example.com/webhook/x',
		status: 'failed',
		httpStatusCode: 503,
		attempts: 3,
		lastAttemptAt: null,
		lastError: 'Service Unavailable',
		body: '{}',
	});
}

const credential = () => ({ ...pharlo.credential, baseUrl: proxy.url });

/** All that can be read of an error or a value, with what JSON leaves out. */
function everythingIn(value: unknown): string {
	const seen = new Set<unknown>();
	return JSON.stringify(value, (_key, part: unknown) => {
		if (typeof part !== 'object' || part === null) return part;
		if (seen.has(part)) return undefined;
		seen.add(part);
		return part instanceof Error
			? Object.fromEntries(
					Object.getOwnPropertyNames(part)
						.filter((name) => name !== 'node')
						.map((name) => [name, (part as unknown as IDataObject)[name]]),
				)
			: part;
	});
}

function expectHidden(value: unknown, { token }: Planted): void {
	const text = everythingIn(value).toLowerCase();
	expect(text).not.toContain(token);
	expect(text).not.toContain(OWN);
}

test.each(OPERATIONS)('%s: %s', async (resource, operation) => {
	let hidden = 0;
	await fc.assert(
		fc.asyncProperty(
			planted,
			fc.constantFrom('pending' as const, 'failed' as const, 'published' as const),
			fc.constantFrom('stopWorkflow' as const, 'continueRegularOutput' as const),
			fc.boolean(),
			async (what, status, onError, exists) => {
				present = what;
				pharlo.reset();
				addDelivery();
				const { id } = await pharlo.add(status);
				const parameters = parametersFor(resource, operation, exists ? id : 'unknown');
				const result = await runPharlo(parameters, {
					credential: credential(),
					resumeToken: OWN,
					settings: { onError },
				});
				expectHidden(result, what);
				if (everythingIn(result).includes('[hidden]')) hidden++;
			},
		),
		// Some operations only show the names of connections.
		{ numRuns: 12, examples: [[NAMED, 'pending', 'stopWorkflow', true]] },
	);
	// Otherwise nothing was planted where it could come out.
	expect(hidden).toBeGreaterThan(0);
});

describe('Create and Wait', () => {
	test('while it waits, at its time limit, and when it is resumed', async () => {
		await fc.assert(
			fc.asyncProperty(planted, async (what) => {
				present = what;
				pharlo.reset();
				const run = await WaitRun.start(waitFor(), {
					credential: credential(),
					resumeToken: OWN,
					items: [{}, {}],
				});
				expect(run.waitTill).toBeInstanceOf(Date);
				expectHidden([run.outputs, run.onTimeOut, run.context], what);
				expect(everythingIn(run.onTimeOut)).toContain('[hidden]');
				// A webhook knows the token only by the address that it is part of.
				present = { ...what, isBare: false };
				const results = pharlo.assignments.map(async ({ id }) => {
					const event = { assignmentId: id, status: 'published', timestamp: EVENT.timestamp };
					return await run.callback(plant(event, present));
				});
				const resumed = await Promise.all(results);
				expect(resumed.some(({ response }) => response.workflowData !== undefined)).toBe(true);
				expectHidden(
					resumed.map(({ response, logged }) => [response, logged]),
					what,
				);
			}),
			{ numRuns: 12 },
		);
	});
});

test('the event that starts an execution', async () => {
	await fc.assert(
		fc.asyncProperty(planted, async (what) => {
			const event = plant(EVENT, { ...what, isBare: false });
			const { response, logged } = await callSigned(event);
			expect(response.workflowData).toHaveLength(1);
			expectHidden([response, logged], what);
		}),
	);
});

test('the address of a file stays usable', async () => {
	present = { token: '', isBare: true, text: 'x', key: 'url' };
	pharlo.reset();
	const mediaUrl = `https://files.example.com/1.mp4?expires=1&signature=${'a1'.repeat(32)}`;
	const amazon = `https://b.s3.amazonaws.com/1.mp4?X-Amz-Signature=${'a1'.repeat(32)}`;
	const { id } = await pharlo.add('published', { mediaUrl, platformUrl: amazon });
	const { items } = await runPharlo(parametersFor('assignment', 'get', id), {
		credential: credential(),
	});
	expect(items[0]?.json).toMatchObject({ mediaUrl, platformUrl: amazon });
});

test('an error that quotes the callback URL', async () => {
	const { error } = await runPharlo(
		createVideo({ options: { callbackUrl: `n8n/webhook-waiting/7?signature=${OWN}` } }),
		{ credential: pharlo.credential },
	);
	expect(error?.message).toBe(
		"'Callback URL' is 'n8n/webhook-waiting/7?signature=[hidden]', which is not a web address",
	);
	expect(error?.stack).not.toContain(OWN);
});
