import { createHash } from 'node:crypto';

import type { INode, INodeParameters } from 'n8n-workflow';
import { request } from 'undici';

import type { NodeResult } from '../harness/engine.mts';
import { Files, type MadeFile } from '../harness/files.mts';
import { createFromFile, runOnFiles } from '../harness/input-file.mts';
import { jpeg, mp4 } from '../harness/media.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { connection } from '../harness/parameters.mts';
import { FACEBOOK, Pharlo } from '../harness/pharlo.mts';
import type { RunOptions } from '../harness/setting.mts';

let pharlo: Pharlo;
let files: Files;
beforeAll(async () => {
	[pharlo, files] = await Promise.all([Pharlo.start(), Files.start()]);
});
afterAll(async () => {
	await Promise.all([pharlo.close(), files.close()]);
});
afterEach(() => {
	pharlo.reset();
	files.requests.length = 0;
	files.inTheWay = () => false;
});

async function create(
	items: readonly (readonly MadeFile[])[],
	more: INodeParameters = {},
	options: Partial<RunOptions> = {},
	settings: Partial<INode> = {},
) {
	const all = { credential: pharlo.credential, ...options };
	return await runOnFiles(files, items, createFromFile(more), all, settings);
}

/** The bodies of the requests to create something. Others are free and only read. */
function created(): Array<Record<string, unknown>> {
	return pharlo.requests
		.filter(({ method }) => method !== 'GET')
		.map(({ body }) => body as Record<string, unknown>);
}

/** What n8n shows as a warning. */
function warnings(hints: NodeResult['hints']): string[] {
	return hints.flatMap(({ type, message }) => (type === 'warning' ? [message] : []));
}

/** What Pharlo gets when it downloads the media of an assignment. */
async function download(index = 0): Promise<string> {
	const response = await request(String(pharlo.assignments.at(index)?.mediaUrl));
	return createHash('sha256')
		.update(Buffer.from(await response.body.arrayBuffer()))
		.digest('hex');
}

function sha256(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}

const video: MadeFile = { content: mp4() };

describe('a file of the input item', () => {
	test('is sent as an address, with its type and size', async () => {
		const { items, error } = await create([[video]]);
		expect(error).toBeUndefined();
		expect(created()).toHaveLength(1);
		expect(created()[0]).toMatchObject({
			type: 'video',
			mediaUrl: expect.stringContaining(`${files.restApiUrl}/binary-data/signed?token=`),
			mediaContentType: 'video/mp4',
			mediaSizeBytes: 2000,
		});
		expect(await download()).toBe(sha256(video.content));
		expect(items).toHaveLength(1);
		expect(items[0]?.json.mediaFile).toBe('demo.mp4');
		expect(items[0]?.json).not.toHaveProperty('mediaUrl');
		expect(JSON.stringify(items)).not.toContain('token=');
	});

	test('is handed on, and not copied where it is stored with the execution', async () => {
		const before = await files.stored();
		const { items } = await create([[video]], {}, { executionId: '77' });
		const after = await files.stored();
		expect(after.filter((file) => !before.includes(file))).toHaveLength(1);
		expect(items[0]?.binary?.data).toMatchObject({
			id: expect.stringMatching(/executions\/77\/binary_data/),
			fileName: 'demo.mp4',
			mimeType: 'video/mp4',
		});
	});

	test.each(['temporary', 'elsewhere', 'inItem'] as const)(
		'is stored again where it is kept %s',
		async (kept) => {
			const { items, error } = await create([[{ ...video, kept }]], {}, { executionId: '78' });
			expect(error).toBeUndefined();
			expect(items[0]?.binary?.data?.id).toMatch(/executions\/78\/binary_data/);
			expect(await download()).toBe(sha256(video.content));
		},
	);

	test('comes from the field that is named, in each item', async () => {
		const cover: MadeFile = {
			field: 'cover',
			content: jpeg(),
			fileName: 'a.jpg',
			mimeType: 'image/jpeg',
		};
		await create([[video, cover], [cover]], {
			connectionId: connection(FACEBOOK),
			contentType: 'image',
			binaryPropertyName: 'cover',
			payloadMode: 'json',
			payloadJson: '{"message": "Hello"}',
		});
		expect(pharlo.assignments).toHaveLength(2);
		expect(await download()).toBe(sha256(cover.content));
	});

	test('is found where the workflow keeps files in the JSON', async () => {
		const { error } = await create([[video]], {}, { workflowSettings: { binaryMode: 'combined' } });
		expect(error).toBeUndefined();
		expect(await download()).toBe(sha256(video.content));
	});

	test('can be given by an expression, from whatever node', async () => {
		const { items } = await create([[video]], {
			binaryPropertyName: "={{ $('Files').item.binary.data }}",
		});
		expect(items[0]?.binary?.data?.fileName).toBe('demo.mp4');
		expect(await download()).toBe(sha256(video.content));
	});

	test('is asked for once in a run', async () => {
		await create([[video], [{ content: mp4(3000) }], [{ content: mp4(4000) }]]);
		expect(pharlo.assignments).toHaveLength(3);
		expect(files.requests).toHaveLength(1);
	});

	test('leaves what the user has entered', async () => {
		await create([[video]], {
			options: { mediaContentType: 'video/x-own', mediaSizeBytes: 5 },
		});
		expect(created()[0]).toMatchObject({
			mediaContentType: 'video/x-own',
			mediaSizeBytes: 5,
		});
	});

	test('has an address that lives until two days after the publish time', async () => {
		const scheduledAt = '2031-05-01T10:00:00';
		await create([[video]], { publish: 'scheduled', scheduledAt });
		const token = new URL(String(pharlo.assignments[0]?.mediaUrl)).searchParams.get('token') ?? '';
		const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
			exp: number;
		};
		const late = exp - Date.parse('2031-05-01T10:00:00+02:00') / 1000 - 48 * 3600;
		expect(Math.abs(late)).toBeLessThan(60);
	});
});

describe('a file that cannot be published', () => {
	test('one of three items without a file: nothing is created', async () => {
		const { error } = await create([[video], [], [video]]);
		expect(error?.message).toContain("'Input Data Field Name' is 'data'");
		expect(error?.description).toContain('no file');
		expect(created()).toEqual([]);
	});

	test('a missing field: the error names those that hold a file', async () => {
		const { error } = await create([
			[
				{ ...video, field: 'movie' },
				{ field: 'cover', content: jpeg() },
			],
		]);
		expect(error?.description).toContain('movie, cover');
	});

	test.each(['text', 'constructor', '__proto__'])('a field %s that is no file', async (name) => {
		const { error } = await create([[video]], { binaryPropertyName: name });
		expect(error?.message).toContain(`'Input Data Field Name' is '${name}'`);
		expect(created()).toEqual([]);
	});

	test.each([
		['0 bytes', Buffer.alloc(0), '0 bytes'],
		['a PDF', Buffer.from('%PDF-1.7 with the name of a video'), 'application/pdf'],
		['a web page', Buffer.from('<!doctype html><title>404</title>'), 'a text'],
		['an image', jpeg(), 'image/jpeg'],
		['a QuickTime video', mp4().fill('ftypqt  ', 4, 12), 'video/quicktime'],
	])('%s as a video', async (_name, content, words) => {
		const { error } = await create([[video], [{ content }]]);
		expect(error?.message).toContain(words);
		expect(error?.message).toContain("'Input Data Field Name' is 'data'");
		expect(created()).toEqual([]);
		expect(files.requests).toEqual([]);
	});

	test('what is no media at all is refused without a single request', async () => {
		await create([[{ content: Buffer.from('%PDF-1.7') }]]);
		expect(pharlo.requests).toEqual([]);
	});

	test('a file that is larger than any platform takes', async () => {
		const { mediaFetch } = DEFAULTS.settings;
		pharlo.switch({ mediaFetch: { ...mediaFetch, maxBytes: 1999 } });
		const { error } = await create([[video]]);
		pharlo.switch({ mediaFetch: { ...mediaFetch, maxBytes: 2000 } });
		const { items } = await create([[video]]);
		expect(error?.message).toContain('a file of 2000 bytes, which is too large');
		expect(error?.description).toContain('1999 bytes');
		expect(items).toHaveLength(1);
	});

	test('a platform that cannot be asked takes what Pharlo documents', async () => {
		pharlo.switch({ capabilities: 'junk' });
		await create([[video]]);
		expect(pharlo.assignments).toHaveLength(1);
	});

	test('a video as an image', async () => {
		const { error } = await create([[video]], { contentType: 'image' });
		expect(error?.message).toContain('video/mp4');
		expect(error?.description).toContain('JPEG or PNG');
	});

	test.each([[], [{ content: Buffer.from('%PDF-1.7') }]])(
		'the other items are created where the workflow continues at errors',
		async (...bad) => {
			const { items } = await create(
				[[video], bad, [{ content: mp4(3000) }]],
				{},
				{},
				{ onError: 'continueRegularOutput' },
			);
			expect(pharlo.assignments).toHaveLength(2);
			expect(items.map(({ json }) => 'error' in json)).toEqual([false, true, false]);
			expect(items.map(({ binary }) => binary !== undefined)).toEqual([true, false, true]);
		},
	);

	test('an AI tool has no files', async () => {
		const { error } = await create([[video]], {}, {}, { type: 'pharloTool' });
		expect(error?.message).toContain('An AI tool has no input file');
		expect(created()).toEqual([]);
	});
});

describe('an n8n that Pharlo cannot download from', () => {
	test.each([
		['a proxy that does not know the path', 404],
		['a proxy that wants a login', 401],
		['a fault', 502],
	])('%s', async (_name, status) => {
		const before = await files.stored();
		files.inTheWay = (_request, response) => {
			response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>No</h1>');
			return true;
		};
		const { error } = await create([[{ ...video, kept: 'temporary' }]]);
		expect(error?.message).toContain(`responds with status ${status}`);
		expect(error?.description).toContain('/rest/binary-data/signed');
		expect(error?.description).toContain("set 'Media' to 'URL'");
		expect(created()).toEqual([]);
		// Only what the node before has stored.
		expect(await files.stored()).toHaveLength(before.length + 1);
		expect(JSON.stringify(error)).not.toContain('token=');
	});

	test.each([
		['a login page', 'text/html; charset=utf-8', 300, 'something else, of the type text/html'],
		['half of the file', 'video/mp4', 1000, '1000 bytes instead of 2000'],
	])('%s with status 200', async (_name, type, length, words) => {
		files.inTheWay = (_request, response) => {
			response.writeHead(200, { 'content-type': type, 'content-length': length }).end();
			return true;
		};
		const { error } = await create([[video]]);
		expect(error?.message).toContain(words);
		expect(created()).toEqual([]);
	});

	test('an address where nothing listens', async () => {
		const { error } = await create([[video]], {}, { restApiUrl: 'http://127.0.0.1:9/rest' });
		expect(error?.message).toContain('http://127.0.0.1:9: ECONNREFUSED');
		expect(error?.description).toContain('N8N_WEBHOOK_URL');
		expect(created()).toEqual([]);
	});

	test('a private address, for a Pharlo on the internet', async () => {
		const credential = { ...pharlo.credential, baseUrl: 'https://pharlo.io' };
		const { error } = await create([[video]], {}, { credential });
		expect(error?.message).toContain(new URL(files.restApiUrl).origin);
		expect(error?.message).toContain('only in its own network');
		expect(error?.description).toContain('N8N_WEBHOOK_URL');
		expect(files.requests).toEqual([]);
	});

	test('the check can be turned off', async () => {
		await create([[video]], { options: { checkFileAddress: false } });
		expect(pharlo.assignments).toHaveLength(1);
		expect(files.requests).toEqual([]);
	});

	test('executions that are not saved: a scheduled post is refused', async () => {
		const { error } = await create(
			[[video]],
			{ publish: 'scheduled', scheduledAt: '2031-05-01T10:00:00' },
			{ mode: 'webhook', workflowSettings: { saveDataSuccessExecution: 'none' } },
		);
		expect(error?.message).toContain('does not save its executions');
		expect(created()).toEqual([]);
	});

	test('executions that are not saved: one that is published now is told', async () => {
		const { hints } = await create(
			[[video], [{ content: mp4(3000) }]],
			{},
			{ mode: 'webhook', workflowSettings: { saveDataSuccessExecution: 'none' } },
		);
		expect(pharlo.assignments).toHaveLength(2);
		expect(warnings(hints)).toEqual([expect.stringContaining('or use Create and Wait')]);
	});

	test('a post that outlives the executions is told', async () => {
		const { hints } = await create([[video]], {
			publish: 'scheduled',
			scheduledAt: '2031-05-01T10:00:00',
		});
		expect(warnings(hints)).toEqual([expect.stringContaining('1 of 1 files may be gone')]);
	});
});

describe('idempotency keys', () => {
	async function keysOf(
		items: readonly (readonly MadeFile[])[],
		options: INodeParameters,
		run: Partial<RunOptions> = {},
	) {
		pharlo.clear();
		await create(items, { options }, run);
		return created().map(({ idempotencyKey }) => String(idempotencyKey));
	}

	test('From Content is made of the bytes', async () => {
		const content = { idempotency: 'content' };
		const [first] = await keysOf([[video]], content, { executionId: '1' });
		const [renamed] = await keysOf(
			[[{ ...video, fileName: 'other.mp4', kept: 'temporary' }]],
			content,
			{ executionId: '2' },
		);
		const [other] = await keysOf([[{ content: mp4(2000, 'other') }]], content);
		expect(first).toMatch(/^n8n-content-/);
		expect(renamed).toBe(first);
		expect(other).not.toBe(first);
	});

	test('Automatic stays the same in a retry, though the address differs', async () => {
		const resumeToken = 'a'.repeat(64);
		const again = { content: mp4(3000) };
		const first = await keysOf([[video], [again]], {}, { resumeToken, executionId: '1' });
		const second = await keysOf([[again], [video]], {}, { resumeToken, executionId: '2' });
		expect(new Set(first).size).toBe(2);
		expect([...second].sort()).toEqual([...first].sort());
	});

	test('an existing assignment does not differ because its address does', async () => {
		// The answer of 200 tells nothing of the media; the list that is searched after a 409 does.
		pharlo.switch({ repeatedKey: '409' });
		const own = { idempotency: 'own', idempotencyKey: 'row-1' };
		await create([[video]], { options: own });
		const { items } = await create([[video]], { options: own });
		const other = await create([[{ content: mp4(4000) }]], { options: own });
		expect(items[0]?.json).toMatchObject({ alreadyExisted: true });
		expect(items[0]?.json).not.toHaveProperty('differsIn');
		expect(other.items[0]?.json.differsIn).toEqual(['mediaUrl']);
		expect(pharlo.assignments).toHaveLength(1);
	});
});

describe('file names', () => {
	test.each([
		['quotes', `a "great" 'one'.mp4`],
		['line ends', 'a\r\nSet-Cookie: x.mp4'],
		['folders', '../../etc/pass\\wd.mp4'],
		['direction marks', 'a\u202Egnp.mp4'],
		['255 bytes', `${'ä'.repeat(125)}.mp4`],
		['half of a character', 'a\uD83D.mp4'],
	])('%s', async (_name, fileName) => {
		const { items, error } = await create([[{ ...video, fileName }]]);
		expect(error).toBeUndefined();
		expect(items[0]?.json.mediaFile).toBeDefined();
		expect(await download()).toBe(sha256(video.content));
	});
});
