import { Agent, request } from 'undici';

/**
 * A job for a process that only sends concurrent requests: a lower bound that n8n cannot beat. The
 * parent process sends the job and gets back the duration in milliseconds.
 */
export interface LoadJob {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly bodies: readonly string[];
	readonly concurrent: number;
}

async function send({ url, headers, bodies, concurrent }: LoadJob): Promise<number> {
	const dispatcher = new Agent({ connections: concurrent });
	const queue = bodies.values();
	const started = performance.now();
	const worker = async (): Promise<void> => {
		for (const body of queue) {
			const response = await request(url, { method: 'POST', dispatcher, headers, body });
			await response.body.text();
		}
	};
	await Promise.all(Array.from({ length: concurrent }, worker));
	const milliseconds = performance.now() - started;
	await dispatcher.close();
	return milliseconds;
}

process.on('message', (job: LoadJob) => {
	void send(job).then((milliseconds) => process.send?.(milliseconds));
});
