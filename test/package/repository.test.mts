import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { ROOT } from '../../playground/paths.mts';
import { codeIn } from '../harness/markdown.mts';

const GITHUB = join(ROOT, '.github');

interface Step {
	readonly uses?: string;
	readonly run?: string;
	readonly with?: Record<string, unknown>;
}

interface Job {
	readonly permissions?: Record<string, string>;
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
		for (const { uses } of steps) expect(uses ?? 'own/step@v1').toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
		expect(Object.values(permissions)).not.toContain('write');
	},
);

test('the tests run on the oldest Node that is supported, and on those after it', () => {
	const nodes = read<Workflow>('workflows', 'ci.yml').jobs.quick?.strategy?.matrix.node ?? [];
	expect(nodes).toEqual([20, 22, 24]);
	expect(engines.node).toMatch(new RegExp(`^>=${Math.min(...nodes)}\\.`));
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
