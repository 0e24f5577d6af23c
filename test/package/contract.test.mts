import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PharloApi } from '../../credentials/PharloApi.credentials.ts';
import { Pharlo } from '../../nodes/Pharlo/Pharlo.node.ts';
import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import { ROOT } from '../../tools/playground/paths.mts';
import { contractOf, outputsOf } from '../harness/description.mts';

/**
 * Parameter names and option values are saved in users' workflows, so what has landed stays. To add
 * something, run the tests with UPDATE_CONTRACT=1: it writes new lines into the file and never takes
 * one out.
 */
const PATH = 'test/package/contract.json';
const FILE = join(ROOT, PATH);

const present = [
	...contractOf('pharlo', new Pharlo().description.properties),
	...outputsOf('pharlo', new Pharlo()),
	...contractOf('pharloTrigger', new PharloTrigger().description.properties),
	...outputsOf('pharloTrigger', new PharloTrigger()),
	...contractOf('pharloApi', new PharloApi().properties),
];

function readFrozen(): string[] {
	return JSON.parse(readFileSync(FILE, 'utf8')) as string[];
}

function git(...args: string[]): string {
	return execFileSync('git', args, {
		cwd: ROOT,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
}

/**
 * What was renamed before the first release: everything optional is in Options. After 0.1.0 nothing is
 * added here.
 */
const MOVED_BEFORE_RELEASE = new Map([
	['includeCredits', 'options.includeCredits'],
	['readStateWhenRefused', 'options.readStateWhenRefused'],
	['requestOptions', 'options'],
	['requestOptions.maxConcurrent', 'options.maxConcurrentRequests'],
	['requestOptions.timeoutSeconds', 'options.timeoutSeconds'],
]);

function hasMoved(line: string): boolean {
	const [, path = ''] = /^pharlo ([\w.]+)/.exec(line) ?? [];
	return MOVED_BEFORE_RELEASE.has(path);
}

/** What is frozen on the main branch and in the last version; nothing where Git knows neither. */
function readFrozenBefore(): string[] {
	return [() => 'origin/main', () => git('describe', '--tags', '--abbrev=0').trim()].flatMap(
		(findCommit) => {
			try {
				return JSON.parse(git('show', `${findCommit()}:${PATH}`)) as string[];
			} catch {
				return [];
			}
		},
	);
}

if (process.env.UPDATE_CONTRACT === '1') {
	const all = [...new Set([...readFrozen(), ...present])].sort();
	writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
}

/** They became a list to choose from; the texts that workflows have stored are entries of it. */
const RETYPED = ['pharlo filters.platform (string)'];

test('nothing that workflows rely on is gone or has another type', () => {
	expect(readFrozen().filter((line) => !present.includes(line))).toEqual([]);
});

test('nothing that was frozen before is taken out of the file', () => {
	const frozen = readFrozen();
	const gone = readFrozenBefore().filter((line) => !frozen.includes(line));
	expect(gone.filter((line) => !hasMoved(line) && !RETYPED.includes(line))).toEqual([]);
});

test.each([...MOVED_BEFORE_RELEASE])('%s has moved to %s', (from, to) => {
	expect(present.filter((line) => line.startsWith(`pharlo ${from} `))).toEqual([]);
	expect(present.filter((line) => line.startsWith(`pharlo ${to} `))).not.toEqual([]);
});

test('everything new is frozen from the day that it lands (UPDATE_CONTRACT=1 adds it)', () => {
	const frozen = readFrozen();
	expect(present.filter((line) => !frozen.includes(line))).toEqual([]);
});

test('names of nodes and credential are what workflows are stored with', () => {
	expect(new Pharlo().description).toMatchObject({ name: 'pharlo', version: 1 });
	expect(new PharloTrigger().description).toMatchObject({ name: 'pharloTrigger', version: 2 });
	expect(new PharloTrigger().description.webhooks?.[0]).toMatchObject({
		name: 'default',
		httpMethod: 'POST',
		path: 'webhook',
	});
	expect(new PharloApi().name).toBe('pharloApi');
});
