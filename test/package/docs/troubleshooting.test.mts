import { PharloTrigger } from '../../../nodes/Pharlo/PharloTrigger.node.ts';
import { explainFailure } from '../../../domain/failure.ts';
import { callSigned, EVENT } from '../../harness/callbacks.mts';
import { HttpResponse, publishing, type TriggerResult } from '../../harness/contexts.mts';
import { codeIn, readPage, rowsBelow, termsBelow } from '../../harness/markdown.mts';
import { Pharlo } from '../../harness/pharlo.mts';
import { waitFor, WaitRun } from '../../harness/waiting.mts';
import { crossPosts } from './messages/cross-post.mts';
import { entered } from './messages/entered.mts';
import { fileHints, inputFile } from './messages/files.mts';
import { payloadForm } from './messages/form.mts';
import { hinting } from './messages/hints.mts';
import type { Producer } from './messages/producer.mts';
import { network, refused } from './messages/refused.mts';
import { connecting, waiting } from './messages/waiting.mts';

const { prose } = readPage('docs/troubleshooting.md');

/** The messages below a heading. */
function documented(heading: string): string[] {
	return termsBelow(prose, heading).map((message) => message.slice(1, -1));
}

/** `…` stands for what differs. */
function pattern(message: string): RegExp {
	const parts = message.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
	return new RegExp(`^${parts.join('.+')}$`, 's');
}

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
beforeEach(() => pharlo.reset());

describe.each<[string, readonly Producer[]]>([
	['What you entered', entered],
	['Several connections', crossPosts],
	['A file of the input', inputFile],
	['The payload form', payloadForm],
	['Credential and network', network],
	['What Pharlo refuses', refused],
	['Waiting', waiting],
	['Connecting a channel', connecting],
	['Hints beside the output', [...hinting, ...fileHints]],
])('%s', (heading, producers) => {
	test('every message is documented, and every documented one occurs', () => {
		expect(documented(heading)).toEqual(producers.map(([message]) => message));
	});

	test.each(producers)('%s', async (message, produce) => {
		expect(await produce(pharlo)).toMatch(pattern(message));
	});
});

test('nothing was sent where the page says so', async () => {
	for (const [, produce] of entered) await produce(pharlo);
	expect(pharlo.requests).toEqual([]);
	for (const [, produce] of inputFile) await produce(pharlo);
	expect(pharlo.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
});

describe('The trigger does not start', () => {
	const answers = termsBelow(prose, 'The trigger does not start');

	const calls: Array<[string, () => ReturnType<typeof callSigned>]> = [
		['401 `Unauthorized`', async () => await callSigned(EVENT, { secret: 'another' })],
		['400 `Not an assignment event`', async () => await callSigned({ hello: 'world' })],
		[
			'400 `Not a recent event`',
			async () =>
				await callSigned(EVENT, {
					parameters: { triggerOn: ['*'], filters: {}, options: { maxAgeMinutes: 5 } },
				}),
		],
		[
			'200 `{"received":true,"started":false}`',
			async () => await callSigned({ ...EVENT, status: 'processing' }),
		],
		['409 `Being started already`', deliverTwice],
		[
			'503 `Could not be handled`',
			async () =>
				await callSigned(EVENT, {
					parameters: { triggerOn: ['*'], filters: {}, options: { maxAgeMinutes: 'soon' } },
				}),
		],
		[
			'503 `Could not be handled`',
			async () =>
				await callSigned(EVENT, {
					parameters: { triggerOn: ['*'], filters: { platforms: '={{ [] }}' } },
				}),
		],
		[
			'404 `Not an assignment that this execution waits for`',
			async () => {
				const run = await WaitRun.start(waitFor(), { credential: pharlo.credential });
				return await run.callback({ ...EVENT, assignmentId: 'another' });
			},
		],
	];

	/** The first sender hangs up while n8n stores the execution; the second one comes then. */
	async function deliverTwice(): Promise<TriggerResult> {
		const options = { workflowId: crypto.randomUUID() };
		const httpResponse = new HttpResponse();
		return await new Promise((resolve, reject) => {
			const store = async (): Promise<void> => {
				httpResponse.hangUp();
				await callSigned(EVENT, { options }).then(resolve, reject);
			};
			void callSigned(EVENT, { options, httpResponse, store });
		});
	}

	test('every answer of ours is documented, and every documented one is tried', () => {
		const ours = answers.filter((answer) => answer.includes('`'));
		expect(ours.sort()).toEqual([...new Set(calls.map(([answer]) => answer))].sort());
	});

	test.each(calls)('%s', async (answer, call) => {
		const { sent, response } = await call();
		const [words = ''] = codeIn(answer);
		// What the node does not send itself, n8n sends with 200.
		expect(sent ?? { status: 200, body: response.webhookResponse }).toEqual({
			status: Number(answer.slice(0, 3)),
			body: words.startsWith('{') ? JSON.parse(words) : { error: words },
		});
	});

	test.each([
		["'Webhook Secret' of the Pharlo credential is empty", {}, ''],
		["'Connection Names or IDs' is empty", { connectionIds: [] }, 'secret'],
	])('%s: it cannot be published', async (message, filters, webhookSecret) => {
		const { webhookMethods } = new PharloTrigger();
		const credential = { ...pharlo.credential, webhookSecret };
		const context = publishing({ credential }, { triggerOn: ['*'], filters });
		expect(prose.replace(/\s+/g, ' ')).toContain(`shows \`${message}\``);
		await expect(webhookMethods.default.create.call(context)).rejects.toThrow(message);
	});
});

test.each([
	[0, 'Media file returned 404'],
	[1, 'Media file returned 403'],
	[2, 'Media file returned 503'],
	[3, 'Media file is too large'],
	[4, 'Media codec is not supported'],
	[5, 'Media upload failed'],
])('explanation %i is the one of "%s"', (place, message) => {
	const explanation = explainFailure([{ code: 'UPLOAD_FAILED', message }]);
	expect(explanation).toMatch(pattern(documented('Published, but not live')[place] ?? ''));
});

test('the page on publishing names every limit that an explanation names', () => {
	const explanations = documented('Published, but not live').join(' ');
	const limits = explanations.match(/MP4 \(H\.264\)|JPEG or PNG|\d+ (GB|hours)/g);
	expect(limits).toHaveLength(5);
	const takes = rowsBelow(readPage('docs/publish.md').prose, 'What Pharlo takes').join();
	for (const limit of limits ?? []) expect(takes).toContain(limit);
});
