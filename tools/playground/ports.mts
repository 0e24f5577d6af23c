import { createServer } from 'node:net';

/** @returns whether nothing listens on this port of 127.0.0.1 */
async function isFree(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const probe = createServer();
		probe.once('error', () => resolve(false));
		probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
	});
}

/** @returns a free port of 127.0.0.1, chosen by the system */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address !== null ? address.port : undefined;
			probe.close(() => (port === undefined ? reject(new Error('No port')) : resolve(port)));
		});
	});
}

/**
 * @returns the wanted port, or the next free one; for 0 any free port
 * @param log called with a message if another port is used
 */
export async function portNear(
	wanted: number,
	what: string,
	log: (sentence: string) => void,
): Promise<number> {
	if (wanted === 0) return await freePort();
	for (let port = wanted; port < wanted + 100; port++) {
		if (!(await isFree(port))) continue;
		if (port !== wanted) log(`Port ${wanted} is in use, so ${what} takes ${port}.`);
		return port;
	}
	throw new Error(`No free port for ${what} between ${wanted} and ${wanted + 99}.`);
}
