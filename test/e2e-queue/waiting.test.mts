import { N8nApi } from '../../tools/playground/n8n-api.mts';
import { missingQueueTools } from '../../tools/playground/queue-stores.mts';
import { describeUnless } from '../harness/layers.mts';
import type { N8nInstance } from '../suites/n8n-instance.mts';
import { waitingSuite } from '../suites/waiting.mts';
import { kill, start } from './queue.mts';
import type { QueueServers } from './servers.mts';

const PROCESSES = ['main', 'webhook-1', 'webhook-2', 'worker-1', 'worker-2'];

describeUnless(missingQueueTools())('Create and Wait in queue mode', () => {
	waitingSuite(async (): Promise<N8nInstance> => {
		const servers = JSON.parse(process.env.E2E_SERVERS ?? '{}') as QueueServers;
		return await Promise.resolve({
			api: new N8nApi(servers.n8n, servers.session),
			webhookUrl: servers.webhookUrl,
			receivers: 2,
			async crash() {
				await Promise.all(PROCESSES.map(kill));
				await start('main');
				await Promise.all(PROCESSES.map(start));
			},
			// The instance is shared by the whole layer.
			stop: async () => await Promise.resolve(),
		});
	});
});
