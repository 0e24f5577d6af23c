import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import {
	callSigned as call,
	credential,
	EVENT,
	PARAMETERS,
	SECRET,
} from '../harness/callbacks.mts';
import { publishing } from '../harness/contexts.mts';

test('a genuine event becomes one item and is acknowledged', async () => {
	const { response, sent } = await call(EVENT);
	expect(response.workflowData).toEqual([[{ json: EVENT }]]);
	expect(response.webhookResponse).toEqual({ received: true, started: true });
	expect(sent).toBeUndefined();
});

test('the signature covers the raw bytes, including white space and escapes', async () => {
	const { response } = await call(
		'{ "assignmentId" : "a1",\r\n "status":"failed", "title":"\\u017dlu\u0165" }\n',
	);
	expect(response.workflowData).toEqual([
		[{ json: { assignmentId: 'a1', status: 'failed', title: 'Žluť' } }],
	]);
});

describe('rejected with 401, and nothing starts', () => {
	test.each<[string, () => ReturnType<typeof call>]>([
		['another secret', () => call(EVENT, { secret: 'other' })],
		['no header', () => call(EVENT, { headers: {} })],
		[
			'a repeated header',
			() =>
				call(EVENT, { headers: { 'x-webhook-signature': 'a'.repeat(64) + ', ' + 'a'.repeat(64) } }),
		],
		['a list', () => call(EVENT, { headers: { 'x-webhook-signature': ['a'.repeat(64)] } })],
		['an invalid value', () => call(EVENT, { headers: { 'x-webhook-signature': 'ž' } })],
		['no raw body', () => call(EVENT, { rawBody: undefined })],
		['a parsed body instead of a raw one', () => call(EVENT, { rawBody: EVENT })],
		[
			'no secret in the credential',
			() => call(EVENT, { secret: '', credential: { webhookSecret: '' } }),
		],
		['a blank secret', () => call(EVENT, { secret: '  ', credential: { webhookSecret: '  ' } })],
		[
			'only a previous secret',
			() =>
				call(EVENT, {
					secret: 'old',
					credential: { webhookSecret: '', previousWebhookSecret: 'old' },
				}),
		],
		['unsigned invalid JSON', () => call('{"a":', { headers: {} })],
	])('%s', async (_name, make) => {
		const { response, sent } = await make();
		expect(sent).toEqual({ status: 401, body: { error: 'Unauthorized' } });
		expect(response).toEqual({ noWebhookResponse: true });
	});
});

test('the previous secret is accepted during rotation', async () => {
	const rotating = { previousWebhookSecret: 'old-secret' };
	const { response } = await call(EVENT, { secret: 'old-secret', credential: rotating });
	expect(response.workflowData).toEqual([[{ json: EVENT }]]);
});

test.each(['not json', '[]', '{"status":"published"}', '{}'])(
	'signed but not an event: %s gets 400 and starts nothing',
	async (body) => {
		const { response, sent } = await call(body);
		expect(sent).toEqual({ status: 400, body: { error: 'Not an assignment event' } });
		expect(response).toEqual({ noWebhookResponse: true });
	},
);

describe('filtered events get 200 with a body and start nothing', () => {
	const ignored = { webhookResponse: { received: true, started: false } };

	test.each([
		['status', { triggerOn: ['failed'] }],
		['platform', { filters: { platforms: ['facebook'] } }],
		['connection', { filters: { connectionIds: ['other'] } }],
	])('%s', async (_name, parameters) => {
		const { response, sent } = await call(EVENT, { parameters: { ...PARAMETERS, ...parameters } });
		expect(response).toEqual(ignored);
		expect(sent).toBeUndefined();
	});

	test('an intermediate status by default', async () => {
		const { response } = await call({ ...EVENT, status: 'uploading' });
		expect(response).toEqual(ignored);
	});

	test('with any status selected it starts', async () => {
		const { response } = await call(
			{ ...EVENT, status: 'uploading' },
			{ parameters: { ...PARAMETERS, triggerOn: ['*'] } },
		);
		expect(response.workflowData).toHaveLength(1);
	});
});

test('an internal error is logged and returned, not thrown', async () => {
	const broken = {
		get webhookSecret(): string {
			throw new Error('The credential cannot be decrypted');
		},
	};
	const { response, sent, logged } = await call(EVENT, { options: { credential: broken } });
	expect(sent).toEqual({ status: 503, body: { error: 'Could not be handled' } });
	expect(response).toEqual({ noWebhookResponse: true });
	expect(logged.join()).toContain('Pharlo Trigger could not handle a callback');
	expect(logged.join()).not.toContain(SECRET);
});

describe('publishing the workflow', () => {
	const { checkExists, create, delete: remove } = new PharloTrigger().webhookMethods.default;

	test('needs a webhook secret', async () => {
		for (const webhookSecret of ['', '   ', undefined]) {
			const context = publishing({ credential: credential({ webhookSecret }) });
			await expect(create.call(context)).rejects.toThrow(
				"'Webhook Secret' of the Pharlo credential is empty. Copy it from the Pharlo console",
			);
		}
	});

	test('works with one that was pasted with a blank', async () => {
		const context = publishing({ credential: credential({ webhookSecret: `${SECRET} \n` }) });
		expect(await create.call(context)).toBe(true);
	});

	test('works with one', async () => {
		const context = publishing({ credential: credential() });
		expect(await checkExists.call(context)).toBe(false);
		expect(await create.call(context)).toBe(true);
		expect(await remove.call(context)).toBe(true);
	});
});
