import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveOutputSchemaPath } from 'n8n-core';
import ts from 'typescript';

import { Pharlo } from '../../nodes/Pharlo/Pharlo.node.ts';
import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import { run } from '../../tools/playground/child.mts';
import { packTarball } from '../../tools/playground/pack.mts';
import { ROOT } from '../../tools/playground/paths.mts';
import { operationsOf } from '../harness/odd-parameters.mts';
import { readOutputSchema } from '../harness/output-schema.mts';

/** Nothing of n8n's asks for it; it shows what should not have come in. */
const MAX_BYTES = 124_000;

/** What n8n supplies at run time; everything else would have to be a dependency, which is barred. */
const SUPPLIED = new Set(['n8n-workflow', 'zod', 'luxon', 'lodash', 'p-limit']);

const { description } = new Pharlo();

let folder: string;
let tarball: string;
let unpacked: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'pharlo-tarball-'));
	tarball = await packTarball(join(folder, 'packed'));
	await run('tar', ['-xzf', tarball, '-C', folder]);
	unpacked = join(folder, 'package');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function files(): string[] {
	return readdirSync(unpacked, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(unpacked.length + 1));
}

function manifest() {
	return JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[]; strict: boolean; n8nNodesApiVersion: number };
		dependencies?: object;
		peerDependencies: object;
		main: string;
		types: string;
	};
}

test('is small', () => {
	expect(statSync(tarball).size).toBeLessThanOrEqual(MAX_BYTES);
});

test('holds what n8n loads and nothing else', () => {
	const rest = files().filter(
		(file) =>
			!/^dist\/(nodes|credentials|domain)\/.*\.(js|d\.ts)$/.test(file) &&
			!/^dist\/nodes\/\w+\/\w+\.node\.json$/.test(file) &&
			!/^dist\/nodes\/Pharlo\/__schema__\/v\d\.0\.0(\/\w+\/\w+)?\.json$/.test(file) &&
			!/^dist\/icons\/\w+(\.dark)?\.svg$/.test(file),
	);
	expect(rest.sort()).toEqual([
		'LICENSE',
		'README.md',
		'dist/index.d.ts',
		'dist/index.js',
		'package.json',
	]);
});

test('every type declaration finds those that it names', () => {
	const declarations = files().filter((file) => file.endsWith('.d.ts'));
	expect(declarations).toContain('dist/index.d.ts');
	for (const file of declarations) {
		const text = readFileSync(join(unpacked, file), 'utf8');
		for (const [, target = ''] of text.matchAll(/from '(\.[^']+)'/g)) {
			expect(files()).toContain(`${join(file, '..', target)}.d.ts`);
		}
	}
});

test('says what n8n must load, and it is there', () => {
	const { n8n, main, types, dependencies, peerDependencies } = manifest();
	for (const file of [...n8n.nodes, ...n8n.credentials, main, types]) {
		expect(files()).toContain(file);
	}
	expect(n8n).toMatchObject({ strict: true, n8nNodesApiVersion: 1 });
	expect(dependencies).toBeUndefined();
	expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
});

test.each(operationsOf(description))(
	'n8n finds the output schema of $name',
	({ resource, operation }) => {
		for (const version of [description.version].flat()) {
			const path = resolveOutputSchemaPath({
				nodeDir: join(unpacked, 'dist/nodes/Pharlo'),
				version,
				resource,
				operation,
			});
			expect(Object.keys(readOutputSchema(path ?? '').properties)).not.toEqual([]);
		}
	},
);

test('n8n finds the schema of the event', () => {
	for (const version of [new PharloTrigger().description.version].flat()) {
		const nodeDir = join(unpacked, 'dist/nodes/Pharlo');
		const schema = readOutputSchema(resolveOutputSchemaPath({ nodeDir, version }) ?? '');
		expect(Object.keys(schema.properties)).toContain('assignmentId');
	}
});

describe('for receivers of their own', () => {
	const NAMES = [
		'callbackEventSchema',
		'parseCallbackEvent',
		'SIGNATURE_HEADER',
		'verifySignature',
	];

	test('the signature check and the event are exported, and work', async () => {
		const script = `
			const { createHmac } = require('node:crypto');
			const { parseCallbackEvent, SIGNATURE_HEADER, verifySignature, callbackEventSchema } =
				require(${JSON.stringify(unpacked)});
			const body = Buffer.from('{"assignmentId":"a1","status":"published","views":3}');
			const sign = (secret) => createHmac('sha256', secret).update(body).digest('hex');
			console.log(JSON.stringify({
				header: SIGNATURE_HEADER,
				genuine: verifySignature(body, sign('secret'), ['old', 'secret']),
				forged: verifySignature(body, sign('other'), ['old', 'secret']),
				event: parseCallbackEvent(body),
				isEvent: callbackEventSchema.safeParse({ status: 'published' }).success,
			}));`;
		expect(JSON.parse(await inNode(script))).toEqual({
			header: 'x-webhook-signature',
			genuine: true,
			forged: false,
			event: { assignmentId: 'a1', status: 'published', views: 3 },
			isEvent: false,
		});
	});

	test('with types and docstrings', () => {
		const consumer = join(folder, 'consumer.ts');
		writeFileSync(
			consumer,
			`import { parseCallbackEvent, verifySignature, type CallbackEvent } from './package';
			export function receive(body: Buffer, header: unknown): CallbackEvent | undefined {
				return verifySignature(body, header, ['secret']) ? parseCallbackEvent(body) : undefined;
			}
			export const status: string | undefined = receive(Buffer.from('{}'), '')?.status;`,
		);
		const program = ts.createProgram([consumer, join(unpacked, 'dist/index.d.ts')], {
			strict: true,
			noEmit: true,
			skipLibCheck: true,
			module: ts.ModuleKind.Node16,
			moduleResolution: ts.ModuleResolutionKind.Node16,
			target: ts.ScriptTarget.ES2022,
			types: ['node'],
			typeRoots: [join(ROOT, 'node_modules/@types')],
			baseUrl: ROOT,
			paths: { '*': ['node_modules/*'] },
		});
		const problems = ts
			.getPreEmitDiagnostics(program)
			.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
		expect(problems).toEqual([]);
		const checker = program.getTypeChecker();
		const index = program.getSourceFile(join(unpacked, 'dist/index.d.ts'));
		const module = index === undefined ? undefined : checker.getSymbolAtLocation(index);
		const exported = module === undefined ? [] : checker.getExportsOfModule(module);
		for (const name of [...NAMES, 'CallbackEvent']) {
			const [symbol] = exported.filter((one) => one.getName() === name);
			const original = symbol === undefined ? undefined : checker.getAliasedSymbol(symbol);
			const docs = original?.getDocumentationComment(checker) ?? [];
			expect(`${name}: ${ts.displayPartsToString(docs)}`).toMatch(/: [A-Z].{20,}/s);
		}
	});
});

test('icons that the nodes name are there', async () => {
	const script = `
		const { Pharlo, PharloTrigger, PharloApi } = require(${JSON.stringify(unpacked)});
		const icons = [['nodes/Pharlo', new Pharlo().description.icon],
			['nodes/Pharlo', new PharloTrigger().description.icon],
			['credentials', new PharloApi().icon]];
		console.log(JSON.stringify(icons.flatMap(([folder, icon]) =>
			[icon.light, icon.dark].map((file) => [folder, file.replace('file:', '')]))));`;
	const icons = JSON.parse(await inNode(script)) as Array<[string, string]>;
	expect(icons).toHaveLength(6);
	for (const [from, icon] of icons) expect(files()).toContain(join('dist', from, icon));
});

test('requires only what n8n supplies', async () => {
	const script = `
		const Module = require('node:module');
		const load = Module._load;
		const seen = new Set();
		Module._load = function (request, parent, ...rest) {
			if (parent?.filename?.startsWith(${JSON.stringify(unpacked)})) seen.add(request);
			return load.call(this, request, parent, ...rest);
		};
		require(${JSON.stringify(unpacked)});
		console.log(JSON.stringify([...seen]));`;
	const requested = JSON.parse(await inNode(script)) as string[];
	const foreign = requested.filter((name) => !name.startsWith('.') && name !== 'crypto');
	expect(foreign.filter((name) => !SUPPLIED.has(name) && name !== unpacked)).toEqual([]);
	expect(foreign).toContain('n8n-workflow');
});

/** In a process of its own, with the modules of this project where n8n would have its own. */
async function inNode(script: string): Promise<string> {
	return await run(process.execPath, ['-e', script], {
		env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
	});
}

test.each([
	['source', () => ROOT, 'SOURCE_FILE_PATTERNS'],
	['tarball', () => unpacked, "['dist/**/*.js', 'package.json']"],
])(
	'n8n’s scanner finds nothing in the %s',
	async (_name, where, patterns) => {
		const script = `
		import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
		console.log(JSON.stringify(await analyzePackage(${JSON.stringify(where())}, ${patterns})));`;
		// Where NODE_ENV is "test", as Jest sets it, one of the scanner's plugins tests itself.
		const output = await run(process.execPath, ['--input-type=module', '-e', script], {
			cwd: ROOT,
			env: { ...process.env, NODE_ENV: 'production' },
		});
		expect(JSON.parse(output)).toEqual({ passed: true });
	},
	60_000,
);
