import { NodeApiError, type INode } from 'n8n-workflow';

import { ApiError, InvalidInputError } from '../../domain/errors.ts';
import { codeOf, toRequestError } from '../../nodes/Pharlo/transport/failedAttempt.ts';
import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';
import { clientContext, fail, respond, type Reply } from '../harness/client-context.mts';
import { finish, reasonOf, useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();

const NODE: INode = {
	id: '1',
	name: 'Pharlo',
	type: 'pharlo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const REQUEST = { intent: 'create it', onUnknownOutcome: 'It may exist.' };
const GET = { method: 'GET', path: ['health'], intent: 'return its status' } as const;

const withCode = (code: unknown): Error => Object.assign(new Error('Fault'), { code });

describe('codeOf', () => {
	it.each<[string, unknown, string | undefined]>([
		['code', withCode('ECONNRESET'), 'ECONNRESET'],
		['httpCode', { httpCode: 'ECONNRESET' }, 'ECONNRESET'],
		['code before httpCode', { code: 'EPIPE', httpCode: 'ECONNRESET' }, 'EPIPE'],
		['httpCode if the code is none', { code: 404, httpCode: 'ECONNRESET' }, 'ECONNRESET'],
		['code of the cause', new Error('n8n', { cause: withCode('EPIPE') }), 'EPIPE'],
		['httpCode of the cause', new Error('n8n', { cause: { httpCode: 'EPIPE' } }), 'EPIPE'],
		['code of what n8n wraps', new NodeApiError(NODE, withCode('EPIPE') as never), 'EPIPE'],
		['neither of a text', 'ECONNRESET', undefined],
		['neither of null', null, undefined],
		['neither of undefined', undefined, undefined],
		['no number', withCode(104), undefined],
		['no HTTP status', { httpCode: '404' }, undefined],
		['no text in lower case', withCode('timeOUT'), undefined],
		['no list of codes', withCode(['EPIPE']), undefined],
		['no text that is empty', withCode(''), undefined],
		['no cause of something other than an error', { cause: withCode('EPIPE') }, undefined],
	])('returns %s', (_name, thrown, expected) => {
		expect(codeOf(thrown)).toBe(expected);
	});
});

describe('toRequestError', () => {
	const ofThrown = (thrown: unknown, secrets: string[] = []): unknown =>
		toRequestError({ connectionCode: codeOf(thrown), thrown }, REQUEST, secrets);

	it.each<[string, unknown, string]>([
		['the code', withCode('ECONNRESET'), 'ECONNRESET'],
		['the message without a code', new Error('Odd fault'), 'Odd fault'],
		['what is not an error', 'just a text', 'just a text'],
		['undefined', undefined, 'undefined'],
	])('gives %s as the reason', (_name, thrown, reason) => {
		expect(ofThrown(thrown)).toMatchObject({
			name: 'ApiError',
			message: `No response from Pharlo to the request to create it: ${reason}`,
			status: undefined,
			code: codeOf(thrown),
		});
	});

	it.each([
		['ECONNREFUSED', 'did not reach Pharlo'],
		['CERT_HAS_EXPIRED', 'did not reach Pharlo'],
		['ECONNRESET', 'It may exist.'],
		[undefined, 'It may exist.'],
	])('says whether a request that failed with %s may have been sent', (code, description) => {
		expect(ofThrown(withCode(code))).toMatchObject({
			description: expect.stringContaining(description),
		});
	});

	it('returns an invalid Base URL as it is, which n8n wraps', () => {
		const invalid = new InvalidInputError('Base URL', 'Enter another one.');
		expect(ofThrown(invalid)).toBe(invalid);
		expect(ofThrown(new Error('n8n', { cause: invalid }))).toBe(invalid);
	});

	it('describes a rejected request', () => {
		const problem = { status: 404, message: 'Not here', details: {} };
		const error = toRequestError({ problem }, REQUEST, []);
		expect(error).toBeInstanceOf(ApiError);
		expect(error).toMatchObject({ status: 404, message: 'Pharlo did not create it: Not here' });
	});
});

describe('secrets', () => {
	const SECRETS = {
		apiKey: 'ds_live_1234',
		webhookSecret: 'whsec_5678',
		previousWebhookSecret: 'whsec_9012',
	};
	const all = Object.values(SECRETS).join(' and ');

	/** Everything that an error says, in one text. */
	const textOf = (error: unknown): string => {
		if (!(error instanceof ApiError)) throw new Error(`Not an ApiError: ${String(error)}`);
		return JSON.stringify([error.message, error.description, error]);
	};

	const REPLIES: Array<[string, Reply]> = [
		['the message of a response', respond(400, { error: `Wrong: ${all}` })],
		['the details of a response', respond(400, { error: 'Wrong', details: { [all]: [all] } })],
		['what n8n throws', fail(new Error(`Wrong: ${all}`))],
	];

	describe.each([
		['given to the client', true, SECRETS],
		['stored in n8n', false, SECRETS],
		[
			'with white space around',
			false,
			Object.fromEntries(Object.entries(SECRETS).map(([key, text]) => [key, ` ${text}\n`])),
		],
	])('%s', (_name, isGiven, credential) => {
		it.each(REPLIES)('are removed from %s', async (_place, reply) => {
			const { context, decrypted } = clientContext({
				replies: [reply],
				...(isGiven ? {} : { stored: credential }),
			});
			const client = PharloClient.create(context, isGiven ? { credential } : {});
			const text = textOf(await reasonOf(client.send(GET)));
			expect(text).toContain('Wrong');
			expect(text).toContain('[hidden] and [hidden] and [hidden]');
			for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
			expect(decrypted).toEqual(isGiven ? [] : ['pharloApi']);
		});
	});

	it.each([{}, { apiKey: undefined, webhookSecret: 7, previousWebhookSecret: '' }])(
		'of %j remove nothing',
		async (stored) => {
			const { context } = clientContext({
				replies: [respond(404, { error: 'Wrong: 7' })],
				stored: stored as never,
			});
			const error = await reasonOf(PharloClient.create(context).send(GET));
			expect(error).toMatchObject({ message: 'Pharlo did not return its status: Wrong: 7' });
		},
	);

	it('that n8n cannot decrypt do not hide the error', async () => {
		const { context, decrypted } = clientContext({
			replies: [respond(404, { error: 'Wrong' })],
			stored: new Error('No credential'),
		});
		const error = await reasonOf(PharloClient.create(context).send(GET));
		expect(error).toMatchObject({
			status: 404,
			message: 'Pharlo did not return its status: Wrong',
		});
		expect(decrypted).toEqual(['pharloApi']);
	});

	it('are not decrypted as long as there is no error', async () => {
		const { context, decrypted } = clientContext({ replies: [respond(503), respond(200)] });
		await finish(PharloClient.create(context).send(GET));
		expect(decrypted).toEqual([]);
	});
});
