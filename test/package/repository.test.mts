import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

import { run } from '../../tools/playground/child.mts';
import { ROOT } from '../../tools/playground/paths.mts';
import { codeIn } from '../harness/markdown.mts';

const GITHUB = join(ROOT, '.github');

interface Step {
	readonly uses?: string;
	readonly run?: string;
	readonly name?: string;
	readonly with?: Record<string, unknown>;
}

interface Job {
	readonly permissions?: Record<string, string>;
	readonly env?: Record<string, unknown>;
	readonly strategy?: { readonly matrix: { readonly node: number[] } };
	readonly steps: Step[];
}

interface Workflow {
	readonly on: Record<string, { readonly tags?: string[] } | null>;
	readonly permissions: Record<string, string>;
	readonly jobs: Record<string, Job>;
}

/** @throws where it is no YAML, or a key stands in it twice */
function read<T>(...path: string[]): T {
	return parse(readFileSync(join(GITHUB, ...path), 'utf8'), { strict: true }) as T;
}

const workflows = readdirSync(join(GITHUB, 'workflows'));
const { scripts, version, engines, devDependencies } = JSON.parse(
	readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as {
	scripts: Record<string, string>;
	version: string;
	engines: { node: string };
	devDependencies: Record<string, string>;
};

test.each(workflows)(
	'%s runs only scripts that exist, with no more rights than it needs',
	(file) => {
		const { jobs, permissions } = read<Workflow>('workflows', file);
		const steps = Object.values(jobs).flatMap((job) => job.steps);
		const named = steps.flatMap(({ run = '' }) =>
			[...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
		);
		expect(named.length).toBeGreaterThan(0);
		for (const name of named) expect(Object.keys(scripts)).toContain(name);
		expect(Object.values(permissions)).not.toContain('write');
		for (const job of Object.values(jobs)) {
			// A tag can be moved: what may publish in our name, and alone that, is taken by commit.
			const version = job.permissions?.['id-token'] === 'write' ? /[0-9a-f]{40}/ : /v\d+/;
			const pattern = new RegExp(`^[\\w-]+/[\\w-]+@${version.source}$`);
			const used = job.steps.flatMap(({ uses }) => uses ?? []);
			for (const uses of used) expect(uses).toMatch(pattern);
		}
	},
);

test('the tests run on the oldest Node that is supported, and on those after it', () => {
	const nodes = read<Workflow>('workflows', 'ci.yml').jobs.quick?.strategy?.matrix.node ?? [];
	expect(nodes).toEqual([20, 22, 24]);
	expect(engines.node).toMatch(new RegExp(`^>=${Math.min(...nodes)}\\.`));
});

test('in CI no layer is skipped, and one file says which Node is meant', () => {
	for (const [file, name] of [
		['ci.yml', 'e2e'],
		['weekly.yml', 'older'],
	] as const) {
		expect(read<Workflow>('workflows', file).jobs[name]?.env).toEqual({ REQUIRE_ALL_LAYERS: 1 });
	}
	const steps = workflows.flatMap((file) =>
		Object.entries(read<Workflow>('workflows', file).jobs)
			.filter(([, { strategy }]) => strategy === undefined)
			.flatMap(([, job]) => job.steps.filter(({ uses = '' }) => uses.includes('setup-node'))),
	);
	expect(new Set(steps.map((step) => step.with?.['node-version-file']))).toEqual(
		new Set(['.nvmrc']),
	);
	expect(readFileSync(join(ROOT, '.nvmrc'), 'utf8')).toMatch(/^\d+\n$/);
});

describe('publishing stops', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'pharlo-publish-'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	/** Runs a step of the workflow as GitHub does. */
	async function step(name: string, env: Record<string, string>): Promise<string> {
		const steps = read<Workflow>('workflows', 'publish.yml').jobs.publish?.steps ?? [];
		const script = steps.find((one) => one.name === name)?.run ?? 'no such step';
		return await run('bash', ['-eo', 'pipefail', '-c', script], {
			cwd: folder,
			env: { ...process.env, ...env },
		});
	}

	test('where the tag names another version', async () => {
		const name = 'The tag names the version';
		writeFileSync(join(folder, 'package.json'), '{ "version": "0.2.0" }');
		await expect(step(name, { GITHUB_REF_NAME: '0.2.0' })).resolves.toBe('');
		await expect(step(name, { GITHUB_REF_NAME: '0.2.1' })).rejects.toThrow('ended with 1');
	});

	test('where the changelog does not say the day', async () => {
		const name = 'The changelog has the day';
		const heading = (text: string) => writeFileSync(join(folder, 'CHANGELOG.md'), `## ${text}\n`);
		heading('[0.2.0] - unreleased');
		await expect(step(name, { GITHUB_REF_NAME: '0.2.0' })).rejects.toThrow('ended with 1');
		heading('[0.2.0] - 2026-12-01');
		await expect(step(name, { GITHUB_REF_NAME: '0.2.0' })).resolves.toContain('2026-12-01');
		await expect(step(name, { GITHUB_REF_NAME: '0.2.1' })).rejects.toThrow('ended with 1');
	});

	test('where the commit is not on main', async () => {
		const git = async (...args: string[]) =>
			(
				await run('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: folder })
			).trim();
		const commit = async () => {
			await git('commit', '-q', '--allow-empty', '-m', 'x');
			return await git('rev-parse', 'HEAD');
		};
		await git('init', '-q');
		const old = await commit();
		await git('update-ref', 'refs/remotes/origin/main', await commit());
		const later = await commit();
		await expect(step('The tag is on main', { GITHUB_SHA: old })).resolves.toBe('');
		await expect(step('The tag is on main', { GITHUB_SHA: later })).rejects.toThrow('ended with 1');
	});
});

test('publishing takes a tag and an identity, and no token', () => {
	const { on, jobs } = read<Workflow>('workflows', 'publish.yml');
	expect(on).toEqual({ push: { tags: ['*.*.*'] } });
	expect(jobs.publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
	expect(jobs.publish?.steps.at(-1)).toEqual({ run: 'npm run release' });
	expect(JSON.stringify(jobs)).not.toMatch(/secrets\.|TOKEN/);
});

test('no robot moves the n8n that is tested against, or what n8n supplies', () => {
	const { updates } = read<{ updates: Array<{ ignore?: Array<Record<string, unknown>> }> }>(
		'dependabot.yml',
	);
	const ignored = (updates[0]?.ignore ?? [])
		.filter((rule) => rule['update-types'] === undefined)
		.map((rule) => rule['dependency-name']);
	expect(ignored).toEqual(['n8n-core', 'n8n-workflow', 'zod', 'luxon', 'p-limit']);
	for (const name of ignored) expect(devDependencies).toHaveProperty([String(name)]);
});

test.each(readdirSync(join(GITHUB, 'ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml'))(
	'%s is a form that GitHub takes',
	(file) => {
		const form = read<{
			name: string;
			description: string;
			body: Array<{ type: string; id?: string; attributes: Record<string, unknown> }>;
		}>('ISSUE_TEMPLATE', file);
		expect(form.name.length * form.description.length).toBeGreaterThan(0);
		const inputs = form.body.filter(({ type }) => type !== 'markdown');
		expect(new Set(inputs.map(({ id }) => id)).size).toBe(inputs.length);
		for (const { type, attributes } of form.body) {
			expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
			expect(typeof (type === 'markdown' ? attributes.value : attributes.label)).toBe('string');
			for (const option of (attributes.options as unknown[] | undefined) ?? []) {
				expect(typeof option).toBe('string');
			}
		}
	},
);

test('the changelog keeps its form, and has a section for this version', () => {
	const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
	const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
	for (const heading of headings) {
		expect(heading).toMatch(/^\[(Unreleased|\d+\.\d+\.\d+)\]( - (\d{4}-\d\d-\d\d|unreleased))?$/);
	}
	expect(headings.some((heading) => heading.startsWith(`[${version}]`))).toBe(true);
	const kinds = [...text.matchAll(/^### (.*)$/gm)].map(([, kind]) => kind);
	expect(kinds.length).toBeGreaterThan(0);
	for (const kind of kinds) {
		expect(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).toContain(kind);
	}
});

test.each(['docs/verification.md', 'docs/architecture.md', 'CONTRIBUTING.md'])(
	'every file that %s names is there',
	(page) => {
		const named = codeIn(readFileSync(join(ROOT, page), 'utf8')).filter(
			(code) => /^[\w-]+\/[\w./-]*$/.test(code) && !code.includes('getServiceStatus'),
		);
		expect(named.length).toBeGreaterThan(2);
		expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
	},
);
