import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { run } from '../../tools/playground/child.mts';
import { ROOT } from '../../tools/playground/paths.mts';

/**
 * Tries the rules of .dependency-cruiser.mjs on small trees of files with imports that are wrong. A rule
 * with a pattern that matches nothing would otherwise look like one that everybody keeps.
 */
const DEPCRUISE = [
	join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
	...['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json'],
	...['index.ts', 'credentials', 'nodes', 'domain', 'tools', 'test'],
];

interface Violation {
	readonly from: string;
	readonly to: string;
	readonly rule: { readonly name: string };
}

/** @param tree the source of each file */
async function findViolations(tree: Readonly<Record<string, string>>): Promise<Violation[]> {
	const folder = mkdtempSync(join(tmpdir(), 'pharlo-dependencies-'));
	try {
		symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
		for (const [file, source] of Object.entries({ 'package.json': '{}', ...tree })) {
			mkdirSync(join(folder, dirname(file)), { recursive: true });
			writeFileSync(join(folder, file), source);
		}
		const output = await run(process.execPath, DEPCRUISE, { cwd: folder });
		return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Imports of types only, because these count as well. */
function importsFrom(file: string, targets: readonly string[]): string {
	const up = '../'.repeat(file.split('/').length - 1) || './';
	return targets.map((target) => `import type {} from '${up}${target}';\n`).join('');
}

describe('from room to room', () => {
	const ROOMS = {
		index: 'index.ts',
		nodes: 'nodes/Pharlo/Pharlo.node.ts',
		actions: 'nodes/Pharlo/actions/post/get.operation.ts',
		properties: 'nodes/Pharlo/properties/id.ts',
		methods: 'nodes/Pharlo/methods/search.ts',
		waiting: 'nodes/Pharlo/waiting/suspend.ts',
		files: 'nodes/Pharlo/files/inputFile.ts',
		execution: 'nodes/Pharlo/execution/results.ts',
		webhook: 'nodes/Pharlo/webhook/receive.ts',
		transport: 'nodes/Pharlo/transport/client.ts',
		credentials: 'credentials/PharloApi.credentials.ts',
		domain: 'domain/payload/field.ts',
	};
	const files = Object.values(ROOMS);
	let violations: Violation[];
	beforeAll(async () => {
		const tree: Record<string, string> = { 'tools/main.mts': '', 'test/all.test.mts': '' };
		for (const file of files) {
			const others = files.filter((other) => other !== file);
			tree[file] = importsFrom(file, others);
		}
		violations = await findViolations(tree);
	});

	test.each([
		['index', 'nodes credentials domain'],
		['nodes', 'actions properties methods waiting files execution webhook transport domain'],
		['actions', 'properties waiting files execution transport domain'],
		['properties', 'methods execution transport domain'],
		['methods', 'transport domain'],
		['waiting', 'execution webhook transport domain'],
		['files', 'execution transport domain'],
		['execution', 'transport domain'],
		['webhook', 'domain'],
		['transport', 'domain'],
		['credentials', 'domain'],
		['domain', ''],
	] as const)('%s may import from: %s', (room, allowed) => {
		const caught = violations
			.filter(({ from, rule }) => from === ROOMS[room] && rule.name === `${room}-imports`)
			.map(({ to }) => to);
		const names = Object.keys(ROOMS) as Array<keyof typeof ROOMS>;
		const forbidden = names.filter((name) => ![room, ...allowed.split(' ')].includes(name));
		expect(caught.sort()).toEqual(forbidden.map((name) => ROOMS[name]).sort());
	});
});

describe('an import', () => {
	const anything = (name: string) => name.replaceAll(/\W/g, '-');

	/** A file, its source, and the rules that it breaks. */
	const CASES: ReadonlyArray<readonly [file: string, source: string, ...rules: string[]]> = [
		['domain/one.ts', "import type { Two } from './two';", 'no-circles'],
		// A circle is reported once.
		['domain/two.ts', "export type { One } from './one';"],

		['domain/right.ts', "import 'zod'; import 'luxon'; import 'crypto'; import 'node:crypto';"],
		['domain/n8n.ts', "import type { INode } from 'n8n-workflow';", 'domain-is-pure'],
		['domain/host.ts', "import pLimit from 'p-limit';", 'domain-is-pure'],
		...['n8n-core', 'undici', 'axios'].map(
			(name) =>
				[
					`domain/package-${anything(name)}.ts`,
					`import type { Type } from '${name}';`,
					'domain-is-pure',
					'shipped-imports-host-packages',
				] as const,
		),
		...['fs', 'node:fs/promises', 'http', 'node:https', 'net'].map(
			(name) =>
				[
					`domain/node-${anything(name)}.ts`,
					`import * as all from '${name}';`,
					'domain-is-pure',
					'shipped-imports-crypto',
				] as const,
		),

		[
			'nodes/Pharlo/transport/right.ts',
			"import 'n8n-workflow'; import 'zod'; import 'luxon'; import 'p-limit'; import 'crypto';",
		],
		...['undici', 'n8n-core', 'express', 'typescript'].map(
			(name) =>
				[
					`nodes/Pharlo/transport/${anything(name)}.ts`,
					`import type { Type } from '${name}';`,
					'shipped-imports-host-packages',
				] as const,
		),
		[
			'nodes/Pharlo/execution/lazy.ts',
			"export const load = async () => await import('fs');",
			'shipped-imports-crypto',
		],
		[
			'nodes/Pharlo/execution/builtin.ts',
			"process.getBuiltinModule('child_process');",
			'shipped-imports-crypto',
		],

		[
			'nodes/Pharlo/Pharlo.node.ts',
			"import '../../tools/smoke/main.mts';",
			'shipped-imports-shipped',
		],
		[
			'credentials/Some.credentials.ts',
			"import type { Type } from '../test/help.mts';",
			'shipped-imports-shipped',
		],
		[
			'nodes/Pharlo/webhook/manifest.ts',
			"import manifest from '../../../package.json';",
			'shipped-imports-shipped',
		],

		['nodes/Pharlo/helper.ts', "import '../../domain/right';", 'outside-the-rooms'],
		['nodes/Other/Other.node.ts', "import '../../domain/right';", 'outside-the-rooms'],

		['nodes/Pharlo/properties/right.ts', "import type { Type } from '../transport/right';"],
		[
			'nodes/Pharlo/properties/both.ts',
			"import type { Type } from '../transport/right'; import { value } from '../transport/right';",
			'properties-imports-types-of-transport',
		],

		['tools/simulator/right.mts', "import '../smoke/main.mts'; import 'fastify'; import 'http';"],
		...[
			'index.ts',
			'domain/right.ts',
			'credentials/Some.credentials.ts',
			'nodes/Pharlo/transport/right.ts',
			'test/help.mts',
		].map(
			(target) =>
				[
					`tools/simulator/${anything(target)}.mts`,
					`import type { Type } from '../../${target}';`,
					'simulator-is-separate',
				] as const,
		),

		['domain/unused.ts', "import './right';", 'unused-in-the-pack'],
		['test/unused.mts', "import './help.mts';", 'unused-in-programs'],
		['tools/smoke/unused.mts', "import '../../domain/right.ts';", 'unused-in-programs'],
		['tools/smoke/main.mts', "import '../../domain/right.ts'; import '../../test/help.mts';"],
		['test/help.mts', "import 'n8n-core'; import 'fs';"],

		['domain/nowhere.ts', "import './somewhere';", 'domain-is-pure', 'unresolvable'],
	];

	let violations: Violation[];
	beforeAll(async () => {
		const used = CASES.filter(([, , ...rules]) => !rules.join().includes('unused'));
		const files = used.map(([file]) => file);
		const sources: Record<string, string> = {};
		for (const [file, source] of CASES) sources[file] = source;
		violations = await findViolations({
			...sources,
			'index.ts': importsFrom(
				'index.ts',
				files.filter((file) => !/^(tools|test)\//.test(file)),
			),
			'test/all.test.mts': importsFrom('test/all.test.mts', files),
		});
	});

	test.each(CASES)('in %s: %s', (file, _source, ...rules) => {
		const broken = violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
		expect([...new Set(broken)].sort()).toEqual(rules);
	});
});

test('folders can be in a circle when their files are not', async () => {
	const violations = await findViolations({
		'nodes/Pharlo/actions/router.ts': "import './post/one';",
		'nodes/Pharlo/actions/operation.ts': '',
		'nodes/Pharlo/actions/post/one.ts': "import '../channel/one'; import '../operation';",
		'nodes/Pharlo/actions/post/two.ts': '',
		'nodes/Pharlo/actions/channel/one.ts': "import type { Two } from '../post/two';",
		...{ 'index.ts': '', 'credentials/none.ts': '', 'domain/none.ts': '' },
		...{ 'tools/none.mts': '', 'test/none.mts': '' },
	});
	const circles = violations.filter(({ rule }) => rule.name.startsWith('no-circles'));
	expect(circles.map(({ from, to, rule }) => [rule.name, from, to])).toEqual([
		['no-circles-of-folders', 'nodes/Pharlo/actions/channel', 'nodes/Pharlo/actions/post'],
		['no-circles-of-folders', 'nodes/Pharlo/actions/post', 'nodes/Pharlo/actions/channel'],
	]);
});
