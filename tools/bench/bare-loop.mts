import { Agent, request } from 'undici';

/**
 * A process that does nothing but send requests, several at a time: no n8n can be faster. It is told
 * by its parent what to send, and answers with the milliseconds that it took.
 */
export interface Order {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly bodies: readonly string[];
	readonly concurrent: number;
}

async function send({ url, headers, bodies, concurrent }: Order): Promise<number> {
	const dispatcher = new Agent({ connections: concurrent });
	const waiting = bodies.values();
	const started = performance.now();
	const worker = async (): Promise<void> => {
		for (const body of waiting) {
			const answer = await request(url, { method: 'POST', dispatcher, headers, body });
			await answer.body.text();
		}
	};
	await Promise.all(Array.from({ length: concurrent }, worker));
	const milliseconds = performance.now() - started;
	await dispatcher.close();
	return milliseconds;
}

process.on('message', (order: Order) => {
	void send(order).then((milliseconds) => process.send?.(milliseconds));
});
