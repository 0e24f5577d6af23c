import { chmodSync } from 'node:fs';
import { join } from 'node:path';

import { makeFreshHome, type FreshHome } from '../../tools/playground/fresh-n8n.mts';
import { N8nApi } from '../../tools/playground/n8n-api.mts';
import { missingQueueTools } from '../../tools/playground/queue-stores.mts';
import { startQueue, type Queue } from '../../tools/playground/queue.mts';
import { describeUnless } from '../harness/layers.mts';
import { filesBelow } from '../harness/stored-files.mts';
import { FileSetup } from '../suites/input-file-setup.mts';
import { inputFileSuite } from '../suites/input-file.mts';
import type { QueueServers } from './servers.mts';

describeUnless(missingQueueTools())('files in the database, the default of queue mode', () => {
	let setup: FileSetup;
	beforeAll(async () => {
		const servers = JSON.parse(process.env.E2E_SERVERS ?? '{}') as QueueServers;
		const api = new N8nApi(servers.n8n, servers.session);
		setup = await FileSetup.start({ api, webhookUrl: servers.webhookUrl });
	});
	afterAll(async () => await setup.stop());
	afterEach(() => setup.clear());

	inputFileSuite(() => setup);
});

describeUnless(missingQueueTools())('files in a folder that all processes share', () => {
	let home: FreshHome;
	let queue: Queue;
	let setup: FileSetup;
	let folder: string;
	beforeAll(async () => {
		home = await makeFreshHome({ version: process.env.E2E_N8N });
		// Access for the user that PostgreSQL runs as, if this is root.
		chmodSync(home.folder, 0o711);
		folder = join(home.folder, 'files');
		queue = await startQueue(home.runtime, home.userFolder, {
			workers: 1,
			webhookProcesses: 1,
			env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem', N8N_BINARY_DATA_STORAGE_PATH: folder },
		});
		const api = new N8nApi(queue.url);
		await api.login();
		setup = await FileSetup.start({ api, webhookUrl: queue.webhookUrl });
	}, 300_000);
	afterAll(async () => {
		await setup.stop();
		await queue.stop();
		home.remove();
	}, 60_000);
	afterEach(() => setup.clear());

	inputFileSuite(() => setup);

	test('the files are in the folder', () => {
		expect(filesBelow(folder)).not.toEqual([]);
	});
});
