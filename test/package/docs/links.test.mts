import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ROOT } from '../../../tools/playground/paths.mts';
import { anchorsIn, codeIn, linksIn, readPages } from '../../harness/markdown.mts';

const pages = readPages();
const inside = (target: string) => !/^[a-z]+:/.test(target);

describe.each(pages.map((page) => [page.file, page] as const))('%s', (file, { prose }) => {
	const targets = [...new Set(linksIn(prose).filter(inside))];

	test.each(targets)('%s is there', (target) => {
		const [path = '', anchor] = target.split('#');
		const found = path === '' ? join(ROOT, file) : join(ROOT, dirname(file), path);
		expect(existsSync(found)).toBe(true);
		const anchors = anchor === undefined ? [undefined] : anchorsIn(readFileSync(found, 'utf8'));
		expect(anchors).toContain(anchor);
	});

	test('names no address of another kind than https', () => {
		expect(linksIn(prose).filter((target) => !inside(target) && !/^https:/.test(target))).toEqual(
			[],
		);
	});
});

test('every file of ours that a page names is there', () => {
	const named = pages
		.filter(({ file }) => file !== 'CONTRIBUTING.md')
		.flatMap(({ prose }) => codeIn(prose))
		.filter((code) => /^(docs|domain|examples|nodes|test|tools)\/[^\s*]+\.\w+$/.test(code));
	expect(named.length).toBeGreaterThan(30);
	expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test.each(['docs', 'docs/pictures', 'docs/pictures/examples', 'examples'])(
	'everything in %s is linked from a page',
	(folder) => {
		const linked = pages.flatMap(({ file, prose }) =>
			linksIn(prose)
				.filter(inside)
				.map((target) => join(dirname(file), target.split('#')[0] ?? '')),
		);
		const files = readdirSync(join(ROOT, folder)).map((name) => join(folder, name));
		const loose = files.filter((file) => /\.(md|png|json)$/.test(file) && !linked.includes(file));
		expect(loose).toEqual([]);
	},
);

test('every page can be reached from the front page', () => {
	const reached = new Set<string>();
	const visit = (file: string): void => {
		if (reached.has(file)) return;
		reached.add(file);
		const page = pages.find((candidate) => candidate.file === file);
		for (const target of linksIn(page?.prose ?? '').filter(inside)) {
			visit(join(dirname(file), target.split('#')[0] ?? ''));
		}
	};
	visit('README.md');
	expect(pages.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
});

test('no sentence stands on two pages: one of them would be forgotten', () => {
	const sentences = pages.flatMap(({ prose }) => {
		const running = prose.replace(/^\|.*$/gm, '').replace(/\s+/g, ' ');
		return [...new Set(running.split(/(?<=[.:;]) /))].filter((sentence) => sentence.length > 70);
	});
	expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
});

test.each(['Pharlo', 'PharloTrigger'])('the panel of %s opens a page that is there', (name) => {
	const read = (...path: string[]): unknown =>
		JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
	const { repository } = read('package.json') as { repository: { url: string } };
	const { resources } = read('nodes/Pharlo', `${name}.node.json`) as {
		resources: { primaryDocumentation: Array<{ url: string }> };
	};
	const pagesOfRepository = repository.url.replace(/^git\+(.*)\.git$/, '$1/blob/main/');
	for (const { url } of resources.primaryDocumentation) {
		expect(url.startsWith(pagesOfRepository)).toBe(true);
		expect(existsSync(join(ROOT, url.slice(pagesOfRepository.length)))).toBe(true);
	}
	expect(resources.primaryDocumentation).toHaveLength(1);
});
