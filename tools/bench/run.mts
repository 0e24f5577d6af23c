import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { endAll } from '../playground/child.mts';
import { PLAYGROUND_DATA, ROOT } from '../playground/paths.mts';
import { build } from '../playground/pack.mts';
import { measureCreating } from './creating.mts';
import { measureListing } from './listing.mts';
import { measureLoading } from './loading.mts';
import { describeMachine, describeMoment } from './machine.mts';
import { measureMemory } from './memory.mts';
import { measureProfile } from './profile.mts';
import { measureSequential } from './sequential.mts';
import { measureTrigger } from './trigger.mts';
import { measureWaiting } from './waiting.mts';

/**
 * Measures everything and writes docs/benchmarks.md: `npm run bench`. With names behind it only those
 * sections are measured anew: `npm run bench -- creating listing`. One is only measured when named.
 */
const SECTIONS: Readonly<Record<string, () => Promise<string>>> = {
	creating: async () => await measureCreating(),
	sequential: measureSequential,
	profile: measureProfile,
	listing: measureListing,
	memory: measureMemory,
	trigger: async () => await measureTrigger(),
	loading: measureLoading,
	waiting: async () => await measureWaiting(),
};

/** Takes longer than all others together, so it is measured only where it is named. */
const ON_REQUEST = ['waiting'];

const RESULTS = join(PLAYGROUND_DATA, 'bench');
const REPORT = join(ROOT, 'docs/benchmarks.md');

const METHOD = `# Benchmarks

Written by \`npm run bench\`, which builds the pack, installs its tarball in a real n8n and measures it beside what users would take instead. Everything runs on one machine against the [simulator](../simulator), so only ratios say something about other machines. All that is compared runs in turn, A B C A B C …, after rounds that do not count, so that whatever slows the machine down slows all of them down; a ratio is the median of the ratios of each round, with the least and the greatest behind it.`;

function fileOf(name: string): string {
	return join(RESULTS, `${name}.md`);
}

async function measure(name: string): Promise<void> {
	const section = SECTIONS[name];
	if (section === undefined) {
		throw new Error(`No section ${name}; there are ${Object.keys(SECTIONS).join(', ')}`);
	}
	const moment = describeMoment();
	console.log(`\n— ${name}`);
	const text = `${(await section()).trim()}\n\n${moment}\n`;
	console.log(text);
	writeFileSync(fileOf(name), text);
}

const wanted = process.argv.slice(2);
try {
	mkdirSync(RESULTS, { recursive: true });
	await build();
	const usual = Object.keys(SECTIONS).filter((name) => !ON_REQUEST.includes(name));
	for (const name of wanted.length === 0 ? usual : wanted) await measure(name);
	const known = Object.keys(SECTIONS).map(fileOf).filter(existsSync);
	const texts = known.map((file) => readFileSync(file, 'utf8').trim());
	const report = [METHOD, await describeMachine(), ...texts].join('\n\n');
	const style = await resolveConfig(REPORT);
	writeFileSync(REPORT, await format(report, { ...style, parser: 'markdown' }));
} finally {
	await endAll();
}
