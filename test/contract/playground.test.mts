import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { localUrl, startN8nProcess, type N8nServer } from '../../tools/playground/n8n-server.mts';
import { freePort } from '../../tools/playground/ports.mts';
import { isMissing } from '../harness/layers.mts';

/** Simulates n8n: writes its environment to a file, and never responds to the first request. */
const PROGRAM = `
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const { N8N_USER_FOLDER, N8N_PORT } = process.env;
writeFileSync(N8N_USER_FOLDER + '/env.json', JSON.stringify(process.env));
console.log('started');
let calls = 0;
createServer((_request, response) => {
	if (++calls > 1) response.end('{}');
}).listen(Number(N8N_PORT), '127.0.0.1');
`;

let folder: string;
let server: N8nServer;
const before = { ...process.env };
beforeAll(async () => {
	Object.assign(process.env, {
		DB_TYPE: 'postgresdb',
		N8N_PORT: '5678',
		N8N_LOG_LEVEL: 'silent',
		PGDATABASE: 'mine',
		LC_TIME: 'C',
		http_proxy: 'http://proxy.example.com',
	});
	folder = mkdtempSync(join(tmpdir(), 'pharlo-playground-'));
	const [modules, n8n] = [join(folder, 'modules'), join(folder, 'n8n.cjs')];
	mkdirSync(modules);
	writeFileSync(n8n, PROGRAM);
	const port = await freePort();
	server = await startN8nProcess(
		{ version: '0.0.0', node: process.execPath, n8n, modules },
		{
			command: 'start',
			userFolder: folder,
			logFile: join(folder, 'n8n.log'),
			port,
			webhookUrl: localUrl(port),
			env: { N8N_PROXY_HOPS: '1' },
		},
	);
}, 20_000);
afterAll(async () => {
	process.env = before;
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

test('a readiness check without a response does not prevent the start', async () => {
	expect((await fetch(server.url)).status).toBe(200);
	expect(readFileSync(join(folder, 'n8n.log'), 'utf8')).toBe('started\n');
});

test('n8n gets the configured variables, and not those of the parent process', () => {
	const env = JSON.parse(readFileSync(join(folder, 'env.json'), 'utf8')) as NodeJS.ProcessEnv;
	expect(env).toMatchObject({
		PATH: process.env.PATH,
		LC_TIME: 'C',
		http_proxy: 'http://proxy.example.com',
		NODE_ENV: 'production',
		N8N_PROXY_HOPS: '1',
		N8N_PORT: new URL(server.url).port,
	});
	for (const name of ['DB_TYPE', 'N8N_LOG_LEVEL', 'PGDATABASE', 'JEST_WORKER_ID']) {
		expect(env).not.toHaveProperty(name);
	}
});

test('tests that lack a tool are skipped, unless all layers are required', () => {
	delete process.env.REQUIRE_ALL_LAYERS;
	expect([isMissing(undefined), isMissing('No Redis')]).toEqual([false, true]);
	process.env.REQUIRE_ALL_LAYERS = '1';
	expect(isMissing(undefined)).toBe(false);
	expect(() => isMissing('No Redis')).toThrow('No Redis');
});
