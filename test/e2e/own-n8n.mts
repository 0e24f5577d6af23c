import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nApi } from '../../playground/n8n-api.mts';
import { startN8n } from '../../playground/n8n-server.mts';
import { installTarball, packTarball } from '../../playground/pack.mts';
import { freePort } from '../../playground/ports.mts';
import { installRuntime } from '../../playground/runtime.mts';
import type { Stage } from '../suites/stage.mts';

/** An n8n of a test's own, which may be killed. */
export async function startOwnN8n(): Promise<Stage> {
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-own-n8n-'));
	const home = join(folder, 'home');
	const runtime = await installRuntime((line) => console.log(line), process.env.E2E_N8N);
	await installTarball(await packTarball(join(folder, 'tarball')), home);
	const port = await freePort();
	let server = await startN8n(runtime, home, port);
	const api = new N8nApi(server.url);
	await api.login();
	return {
		api,
		entry: server.url,
		receivers: 1,
		async crash() {
			const exited = new Promise((resolve) => server.child.once('exit', resolve));
			server.child.kill('SIGKILL');
			await exited;
			server = await startN8n(runtime, home, port);
		},
		async stop() {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
