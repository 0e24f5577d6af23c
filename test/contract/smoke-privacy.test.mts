import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../tools/playground/ports.mts';
import { MEDIA_FETCH } from '../../tools/simulator/media/settings.mts';
import { Redactor } from '../../tools/smoke/privacy.mts';
import { answering } from '../harness/answering.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { FORBIDDEN, PLANTED, planting } from '../harness/planting.mts';
import { smoke } from '../harness/smoke.mts';

let pharlo: Pharlo;
let folder: string;
beforeAll(async () => {
	pharlo = await Pharlo.start();
	folder = mkdtempSync(join(tmpdir(), 'pharlo-smoke-'));
});
afterAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	await pharlo.close();
});
afterEach(() => pharlo.reset());

const agent = `Pharlo/1.0 (${PLANTED.email}; ${PLANTED.signed}; ${PLANTED.name} ${PLANTED.token})`;

test('nothing that is planted in every place of every response gets into the report', async () => {
	const webhookSecret = pharlo.credential.webhookSecret;
	pharlo.switch({ finishAfterMs: 0, mediaFetch: { ...MEDIA_FETCH, userAgent: agent } });
	await pharlo.add('published');
	await pharlo.add('failed', { errors: [{ code: PLANTED.token, message: PLANTED.name }] });
	const server = await planting(pharlo.simulator.url);
	const port = await freePort();
	const reportFile = join(folder, 'report.md');
	const { code, report, row } = await smoke(
		server.url,
		{
			...{ publish: true, yes: true, connect: true, webhookSecret, reportFile },
			receiver: { listen: { host: '127.0.0.1', port }, publicUrl: `http://127.0.0.1:${port}` },
		},
		{},
		{ connectMs: 50 },
	);
	await server.close();
	expect(code).toBe(0);
	expect(server.planted()).toBeGreaterThan(30);
	const found = FORBIDDEN.filter((text) => report.includes(text));
	expect(found).toEqual([]);
	const { state } = pharlo.simulator.simulation;
	const own = [state.assignments, state.connections, state.tickets].flat().map(({ id }) => id);
	const names = state.connections.map(({ name }) => name);
	const secrets = [pharlo.credential.apiKey, webhookSecret, ...own, ...names];
	expect(secrets.filter((text) => report.includes(text))).toEqual([]);
	expect(readFileSync(reportFile, 'utf8')).toBe(`${report}\n`);

	// What is not private is still there.
	expect(row('Response to Create').answer).toMatch(/^HTTP 201 with `id`, `status`/);
	expect(row('Error body for an unknown ID').answer).toContain('parsed as "Assignment not found');
	expect(row('User agent that fetches media files').answer).toMatch(/^`Pharlo\/1\.0 \(\[hidden\]/);
	expect(row('Payload form derived from the capabilities: youtube').answer).toMatch(
		/^video title, description, privacy/,
	);
	expect(row('An assignment whose file is refused with 403').answer).toContain('UPLOAD_FAILED');
	expect(report).toContain('"maxSizeBytes": 274877906944');
});

test('a report that cannot be written is still printed', async () => {
	const { code, said, report } = await smoke(pharlo.simulator.url, { reportFile: folder });
	expect(code).toBe(1);
	expect(said).toContain(`could not be written to ${folder}`);
	expect(report).toContain('questions settled');
});

test('a base URL of the user is not named', async () => {
	const server = await answering((_request, response) => response.end('{}'));
	const { report } = await smoke(`${server.url}/tenant-mary`);
	await server.close();
	expect(report).toMatch(/^### Responses of http:\/\/127\.0\.0\.1:\d+\n/);
	expect(report).not.toContain('tenant-mary');
});

describe('a text', () => {
	const body = { items: [{ name: 'Bob (Live)', status: 'pending', title: 'title', n: 'Ümit' }] };
	const exchange = { label: 'GET connections', status: 200, headers: {}, body };
	const redactor = new Redactor([exchange], ['my-secret-key'], ['pharlo.io', '127.0.0.1']);

	test.each([
		['Channel "bob (live)" is gone', 'Channel "[hidden]" is gone'],
		['Ümit, but not Ümitler', '[hidden], but not Ümitler'],
		['a pending title', 'a pending title'],
		['key my-secret-key', 'key [hidden]'],
		['Mozilla/5.0 Chrome/120.0.0.0', 'Mozilla/5.0 Chrome/120.0.0.0'],
		['Pharlo/1.0 (+https://pharlo.io/bot?v=2)', 'Pharlo/1.0 (+https://pharlo.io/…)'],
		['from 127.0.0.1 and 203.0.113.9', 'from 127.0.0.1 and [hidden]'],
		['at https://n8n.example.com/webhook/7', 'at [hidden]'],
		['via 2001:db8:0:1::7', 'via [hidden]'],
		['at 10:20:30 with +03:00', 'at 10:20:30 with +03:00'],
	])('%s', (text, expected) => {
		expect(redactor.text(text)).toBe(expected);
	});
});

test('a report fits into an issue, and says what it leaves out', async () => {
	const items = [{ slug: 'youtube', name: 'YouTube', contentTypes: ['video'] }];
	const fields = Array.from({ length: 900 }, (_, index) => ({ name: `f${index}`, type: 'string' }));
	const server = await answering((_request, response) => {
		response.end(JSON.stringify({ items, fields }));
	});
	const { report } = await smoke(server.url);
	await server.close();
	expect(report.length).toBeLessThan(65_536);
	expect(report).toMatch(/Left out because an issue has no room for them: [1-9]\d*\./);
	expect(report).toMatch(/<\/details>$/);
});
