import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../tools/playground/n8n-api.mts';
import { killGroups, runGroup } from '../../tools/scripts/process-group.mts';

/** Stands still for ever and hears of nothing, as an endless loop would, but leaves the processor to others. */
const STUCK = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

/** Starts another one that tells its pid, and gets stuck as that one does. */
const LOOPING = `
require('node:child_process').spawn(process.execPath, ['-e', \`
	require('node:fs').writeFileSync('pid', String(process.pid));
	${STUCK}
\`]);
${STUCK}
`;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'pharlo-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function loop(limitMs: number): Promise<number | null> {
	return await runGroup(process.execPath, ['-e', LOOPING], { cwd: folder, limitMs });
}

function told(): number | undefined {
	try {
		const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
		return pid > 0 ? pid : undefined;
	} catch {
		return undefined;
	}
}

async function expectGone(): Promise<void> {
	const pid = told();
	if (pid === undefined) throw new Error('It never ran');
	await until('its end', async () => {
		try {
			process.kill(pid, 0);
			return undefined;
		} catch {
			return true;
		}
	});
}

test('at the limit a program is killed with what it has started', async () => {
	expect(await loop(1500)).toBeNull();
	await expectGone();
});

test('so it is when all are told to end', async () => {
	const ended = loop(60_000);
	await until('its start', async () => told());
	killGroups();
	expect(await ended).toBeNull();
	await expectGone();
});

test('its exit code is handed on', async () => {
	const run = async (code: number) =>
		await runGroup(process.execPath, ['-e', `process.exit(${code})`], { limitMs: 10_000 });
	expect([await run(0), await run(3)]).toEqual([0, 3]);
});
