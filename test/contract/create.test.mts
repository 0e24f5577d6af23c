import type { INodeParameters } from 'n8n-workflow';

import { runPharlo } from '../harness/engine.mts';
import { connection, createVideo, form, MEDIA, savedForm } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function create(parameters: INodeParameters, credential = {}, timezone = 'Europe/Berlin') {
	return await runPharlo(parameters, {
		credential: { ...pharlo.credential, ...credential },
		timezone,
	});
}

describe('request', () => {
	test('a video published now', async () => {
		const { items } = await create(
			createVideo({
				payloadForm: form({
					title: 'Product Demo',
					description: "See what's new in v2",
					privacy: 'public',
					tags: 'product, demo, v2',
					categoryId: '28',
					madeForKids: false,
				}),
			}),
		);
		const { method, path, headers, body } = pharlo.onlyRequest;
		expect(`${method} ${path}`).toBe('POST /api/v1/assignments');
		expect(headers.authorization).toBe(`Bearer ${pharlo.credential.apiKey}`);
		expect(headers['content-type']).toBe('application/json');
		const { idempotencyKey, externalId, ...rest } = body as Record<string, unknown>;
		expect(rest).toEqual({
			connectionId: YOUTUBE,
			type: 'video',
			mediaUrl: MEDIA,
			payload: {
				title: 'Product Demo',
				description: "See what's new in v2",
				privacy: 'public',
				tags: ['product', 'demo', 'v2'],
				categoryId: '28',
				madeForKids: false,
			},
		});
		expect(idempotencyKey).toMatch(/^n8n-[0-9a-f]{40}$/);
		expect(externalId).toBe(idempotencyKey);
		const [stored] = pharlo.assignments;
		expect(items).toEqual([
			{
				json: {
					id: stored?.id,
					status: 'pending',
					connectionId: YOUTUBE,
					platform: 'youtube',
					type: 'video',
					scheduledAt: null,
					createdAt: stored?.createdAt,
					idempotencyKey,
					alreadyExisted: false,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('all fields', async () => {
		const { items } = await create(
			createVideo({
				publish: 'scheduled',
				scheduledAt: '2036-04-25T18:00:00',
				timezone: { __rl: true, mode: 'name', value: 'Europe/Istanbul' } as INodeParameters,
				options: {
					mediaContentType: 'video/mp4',
					mediaSizeBytes: 104857600,
					callbackUrl: 'https://your-server.com/webhook/delivery',
					idempotency: 'own',
					idempotencyKey: 'publish-demo-2026-04-25',
					externalId: 'your-internal-id-123',
				},
			}),
		);
		expect(pharlo.onlyRequest.body).toEqual({
			connectionId: YOUTUBE,
			type: 'video',
			payload: { title: 'Product Demo', privacy: 'public' },
			mediaUrl: MEDIA,
			mediaContentType: 'video/mp4',
			mediaSizeBytes: 104857600,
			scheduledAt: '2036-04-25T18:00:00+03:00',
			callbackUrl: 'https://your-server.com/webhook/delivery',
			idempotencyKey: 'publish-demo-2026-04-25',
			externalId: 'your-internal-id-123',
		});
		expect(pharlo.assignments[0]?.scheduledAt).toBe('2036-04-25T15:00:00Z');
		expect(items[0]?.json).toMatchObject({
			scheduledAt: '2036-04-25T15:00:00Z',
			scheduledAtLocal: '2036-04-25T18:00:00+03:00',
		});
	});

	test.each(['text', 'link'])('a Facebook %s sends no media', async (contentType) => {
		const payload = { message: 'Hello', link: 'https://example.com/', privacy: 'EVERYONE' };
		await create(
			createVideo({
				connectionId: connection(FACEBOOK),
				contentType,
				payloadForm: form(payload),
			}),
		);
		expect(pharlo.onlyRequest.body).toMatchObject({
			connectionId: FACEBOOK,
			type: contentType,
			payload,
		});
		expect(pharlo.onlyRequest.body).not.toHaveProperty('mediaUrl');
	});

	test.each([
		['string', '{"caption":"Hi","chapters":[{"at":0}]}'],
		['object', { caption: 'Hi', chapters: [{ at: 0 }] }],
	])('a JSON payload as %s is sent unchanged', async (_name, payloadJson) => {
		await create(
			createVideo({
				contentType: 'short',
				payloadMode: 'json',
				payloadJson: payloadJson as string,
			}),
		);
		expect(pharlo.onlyRequest.body).toMatchObject({
			type: 'short',
			payload: { caption: 'Hi', chapters: [{ at: 0 }] },
		});
	});

	test('the default time zone is the workflow’s', async () => {
		const parameters = createVideo({ publish: 'scheduled', scheduledAt: '2036-08-01T12:00:00' });
		await create(parameters, {}, 'America/New_York');
		expect(pharlo.onlyRequest.body).toMatchObject({ scheduledAt: '2036-08-01T12:00:00-04:00' });
	});

	test('fields that the user removed from the form are not sent', async () => {
		await create(
			createVideo({
				payloadForm: {
					mappingMode: 'defineBelow',
					value: { title: 'Product Demo', description: 'gone' },
					schema: [
						{ id: 'title', removed: false },
						{ id: 'description', removed: true },
					],
				} as unknown as INodeParameters,
			}),
		);
		expect(pharlo.onlyRequest.body).toMatchObject({ payload: { title: 'Product Demo' } });
		expect(pharlo.onlyRequest.body).not.toHaveProperty('payload.description');
	});

	test('the rules saved with the form apply', async () => {
		const rules = { id: 'title', label: 'Title', kind: 'text', maxLength: 5 };
		const { error } = await create(
			createVideo({
				payloadForm: {
					mappingMode: 'defineBelow',
					value: { title: 'Longer' },
					schema: [{ id: 'title', removed: false, rules }],
				} as unknown as INodeParameters,
			}),
		);
		expect(error?.message).toBe("'Title' has 6 characters, Pharlo allows 5");
		expect(pharlo.requests).toEqual([]);
	});

	test.each([
		['', '/api/v1/assignments'],
		['/', '/api/v1/assignments'],
		['/api/v1', '/api/v1/assignments'],
		['/api/v1/', '/api/v1/assignments'],
	])('base URL ending in "%s"', async (end, path) => {
		await create(createVideo(), { baseUrl: pharlo.credential.baseUrl + end });
		expect(pharlo.onlyRequest.path).toBe(path);
	});
});

describe('callback URL', () => {
	const fallback = 'https://n8n.example.com/webhook/1/webhook';

	test.each([
		['the credential’s by default', {}, fallback],
		['a custom one', { callbackUrl: 'https://own.example.com/' }, 'https://own.example.com/'],
		['the credential’s if the custom one is blank', { callbackUrl: ' ' }, fallback],
		['none if disabled', { sendCallbacks: false }, undefined],
		[
			'none if disabled, even with a custom one',
			{ sendCallbacks: false, callbackUrl: fallback },
			undefined,
		],
	])('%s', async (_name, options, expected) => {
		await create(createVideo({ options }), { defaultCallbackUrl: fallback });
		expect((pharlo.onlyRequest.body as Record<string, unknown>).callbackUrl).toBe(expected);
	});
});

describe('is rejected before any request', () => {
	test.each<[string, INodeParameters, string]>([
		['no connection', { connectionId: connection('={{ "" }}') }, "'Connection' is empty"],
		['no media', { mediaUrl: '' }, "'Media URL' is empty"],
		[
			'media that is not a URL',
			{ mediaUrl: 'C:\\demo.mp4' },
			"'Media URL' is a path on one machine",
		],
		['no title', { payloadForm: savedForm({ privacy: 'public' }) }, "'Title' is empty"],
		['an empty form', { payloadForm: form({}), contentType: 'short' }, "'Payload' is empty"],
		['invalid JSON', { payloadMode: 'json', payloadJson: '{' }, "'Payload (JSON)' is not valid"],
		['no time', { publish: 'scheduled', scheduledAt: '={{ "" }}' }, "'Date and Time' is empty"],
		['a past time', { publish: 'scheduled', scheduledAt: '2020-01-01T12:00:00' }, 'in the past'],
		['no own key', { options: { idempotency: 'own' } }, "'Idempotency Key' is empty"],
		['a callback URL that is not a URL', { options: { callbackUrl: 'n8n' } }, "'Callback URL' is"],
	])('%s', async (_name, parameters, message) => {
		const { error, items } = await create(createVideo(parameters));
		expect(error?.message).toContain(message);
		expect(error?.message).not.toContain('[item');
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		expect(error?.description).toBeTruthy();
		expect(items).toEqual([]);
		expect(pharlo.requests).toEqual([]);
	});

	test('one error names everything that is missing, and says where an expression gave nothing', async () => {
		const { error } = await create(
			createVideo({
				connectionId: connection('={{ $json.nothing }}'),
				payloadForm: savedForm({ privacy: 'public' }),
				mediaUrl: '',
			}),
		);
		expect(error?.message).toContain("'Connection', 'Media URL' and 'Title' are empty");
		expect(error?.description).toContain(
			'Connection: Its expression returns nothing for this item',
		);
		expect(error?.description).toContain('Title: Pharlo requires it');
		expect(pharlo.requests).toEqual([]);
	});

	test('an error about an invalid default callback URL names the credential', async () => {
		const { error } = await create(createVideo(), { defaultCallbackUrl: 'n8n' });
		expect(error?.message).toContain("'Default Callback URL' of the Pharlo credential");
		expect(pharlo.requests).toEqual([]);
	});
});
