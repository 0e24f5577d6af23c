import { startForwarder, type Forwarder } from '../../tools/playground/forwarder.mts';
import { until, type Execution } from '../../tools/playground/n8n-api.mts';
import { NO_CHAOS } from '../../tools/simulator/chaos/settings.mts';
import { mp4 } from '../harness/media.mts';
import { storedFiles } from '../harness/stored-files.mts';
import { expectPublished, expectRefused, itemsOf } from '../suites/input-file-checks.mts';
import { download, FileSetup, formWith } from '../suites/input-file-setup.mts';
import { startOwnN8n, type OwnN8n } from './own-n8n.mts';

/** The reverse proxy in front of n8n, and the paths that it lets through. */
let proxy: Forwarder;
let isOpen = (_path: string): boolean => true;
let n8n: OwnN8n;
let setup: FileSetup;
beforeAll(async () => {
	proxy = await startForwarder((path) => (isOpen(path) ? [n8n.api.url] : []));
	n8n = await startOwnN8n({ env: webhooksAt(proxy.url) });
	setup = await FileSetup.start(n8n);
}, 240_000);
afterAll(async () => {
	await setup.stop();
	await n8n.stop();
	await proxy.stop();
});
afterEach(() => {
	setup.clear();
	isOpen = () => true;
});

function webhooksAt(url: string): Record<string, string> {
	return { N8N_WEBHOOK_URL: `${url}/`, WEBHOOK_URL: `${url}/` };
}

/** Expects that n8n has stored so many more files, each of them with an execution. */
function expectStored(before: readonly string[], more: number, { userFolder } = n8n): void {
	const added = storedFiles(userFolder).filter((file) => !before.includes(file));
	expect(added).toHaveLength(more);
	expect(added.filter((file) => !/\/executions\/\d+\/binary_data\/[\w-]+$/.test(file))).toEqual([]);
}

describe('a restart of n8n', () => {
	test('a scheduled post is downloaded after it', async () => {
		const content = mp4(3000, 'restart');
		const parameters = { publish: 'scheduled', scheduledAt: '={{ $now.plus({ hours: 1 }) }}' };
		const execution = await setup.run({ parameters }, formWith(content, 'demo.mp4'));
		await n8n.crash();
		await expectPublished(setup, execution, content, 'demo.mp4');
	}, 120_000);

	test.each([
		['Automatic', '2.14.0', {}],
		['From Content', '2.0.0', { idempotency: 'content' }],
	])(
		'%s: killed while it creates, and retried, it posts once',
		async (_name, since, options) => {
			// Older versions do not tell a node that an execution is retried.
			if (!(await n8n.api.isAtLeast(since))) return;
			const content = mp4(3000, 'killed');
			const workflow = await setup.publishWorkflow({ parameters: { options } });
			// The response is still to come when n8n is killed.
			setup.pharlo.switch({ chaos: { ...NO_CHAOS, rate: 1, kinds: ['slow'], slowMs: 20_000 } });
			await workflow.upload(content, 'demo.mp4');
			await until('the assignment', async () => setup.pharlo.assignments[0]);
			await n8n.crash();
			setup.pharlo.switch({ chaos: NO_CHAOS });
			const killed = await workflow.ended();
			expect(killed.status).toBe('crashed');

			const retried = await setup.retry(killed);
			await expectPublished(setup, retried, content, 'demo.mp4');
			// The killed one is not recorded, as it got no response.
			const { idempotencyKey, mediaUrl } = setup.onlyAssignment;
			const [again, ...more] = bodiesOfCreates();
			expect(again?.idempotencyKey).toBe(idempotencyKey);
			expect(again?.mediaUrl).not.toBe(mediaUrl);
			expect(more).toEqual([]);
		},
		120_000,
	);
});

interface CreateBody {
	readonly idempotencyKey: string;
	readonly mediaUrl: string;
}

function bodiesOfCreates(): CreateBody[] {
	return setup.pharlo.requests
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => body as CreateBody);
}

test('Retry On Fail sends another address under the same key', async () => {
	const content = mp4(3000, 'retried');
	// The node asks for the capabilities of two platforms, and then tries three times to create.
	const seen = { capabilities: 0, creates: 0 };
	const stopCounting = setup.pharlo.onRequest(({ method, path }) => {
		if (method === 'POST') seen.creates += 1;
		else if (path.endsWith('/capabilities')) seen.capabilities += 1;
		const rate = seen.capabilities === 2 && seen.creates < 3 ? 1 : 0;
		setup.pharlo.switch({ chaos: { ...NO_CHAOS, rate, kinds: ['resetAfter'] } });
	});
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
	const execution = await setup.run({ node }, formWith(content, 'demo.mp4'));
	stopCounting();
	const creates = bodiesOfCreates();
	expect(new Set(creates.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
	expect(new Set(creates.map(({ mediaUrl }) => mediaUrl)).size).toBe(2);
	await expectPublished(setup, execution, content, 'demo.mp4');
});

describe('file names', () => {
	const names: Array<[string, string]> = [
		['quotes', `a "great" 'one'.mp4`],
		['line ends', 'a\r\nSet-Cookie: x.mp4'],
		['folders', '../../etc/pass\\wd.mp4'],
		['direction marks', 'a\u202Egnp.mp4'],
		['255 bytes', `${'ä'.repeat(125)}a.mp4`],
	];

	test.each(names)('%s, from the header of a download', async (_name, name) => {
		const content = mp4(3000, name);
		const url = setup.files.add('/named.mp4', content, {
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
		});
		await expectNamed(await setup.run({ source: [download(url)] }), 'Download', content);
	});

	test.each(names)('%s, from an upload', async (_name, name) => {
		const content = mp4(3000, name);
		await expectNamed(await setup.run({}, formWith(content, name)), 'Trigger', content);
	});

	/** Expects that the file keeps the name that n8n has made of what it got. */
	async function expectNamed(execution: Execution, source: string, content: Buffer) {
		const name = itemsOf(execution, source)[0]?.binary?.data?.fileName ?? '';
		expect(name).not.toBe('');
		await expectPublished(setup, execution, content, name);
	}
});

describe('something else than a video', () => {
	test('a PDF with the name and the type of one', async () => {
		const before = storedFiles(n8n.userFolder);
		const body = formWith(Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n', 'latin1'), 'demo.mp4');
		expectRefused(setup, await setup.run({}, body), {
			message: "'Input Data Field Name' is 'data', a file of the type application/pdf",
			description: 'Pharlo takes MP4',
		});
		expectStored(before, 1);
	});

	test('a web page in place of a download', async () => {
		const url = setup.files.add('/page.mp4', Buffer.from('<!doctype html><h1>Log in</h1>'));
		expectRefused(setup, await setup.run({ source: [download(url)] }), {
			message: "'Input Data Field Name' is 'data', a text",
			description: 'Pharlo takes MP4',
		});
	});

	test('a field that holds a text', async () => {
		const options = { parameters: { binaryPropertyName: 'webhookUrl' } };
		expectRefused(setup, await setup.run(options, formWith(mp4(), 'demo.mp4')), {
			message: "'Input Data Field Name' is 'webhookUrl', a field of the JSON and not a file",
			description: 'The item has a file in: data.',
		});
	});
});

describe('an address that Pharlo cannot reach', () => {
	test('a proxy that lets only webhooks through', async () => {
		isOpen = (path) => path.startsWith('/webhook');
		const before = storedFiles(n8n.userFolder);
		expectRefused(setup, await setup.run({}, formWith(mp4(), 'demo.mp4')), {
			message: `its address at ${proxy.url} responds with status 502`,
			description: 'pass /rest/binary-data/signed on to n8n',
		});
		expectStored(before, 1);
	});

	describe('a host that does not exist', () => {
		let unreachable: OwnN8n;
		let own: FileSetup;
		beforeAll(async () => {
			unreachable = await startOwnN8n({ env: webhooksAt('http://n8n.invalid') });
			own = await FileSetup.start(unreachable);
		}, 240_000);
		afterAll(async () => {
			await own.stop();
			await unreachable.stop();
		});

		test('nothing is created, and nothing left behind', async () => {
			expectRefused(own, await own.run({}, formWith(mp4(), 'demo.mp4')), {
				message: /http:\/\/n8n\.invalid: (ENOTFOUND|EAI_AGAIN)/,
				description: 'Correct the environment variable N8N_WEBHOOK_URL',
			});
			expectStored([], 1, unreachable);
		});
	});
});
