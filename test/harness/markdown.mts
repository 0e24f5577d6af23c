import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../tools/playground/paths.mts';

export interface Block {
	readonly language: string;
	readonly text: string;
	/** Where it begins, for messages. */
	readonly place: string;
}

/** A page of the documentation, taken apart. */
export interface Page {
	/** From the project's folder on. */
	readonly file: string;
	/** Fenced blocks. */
	readonly blocks: readonly Block[];
	/** The text without fenced blocks. */
	readonly prose: string;
}

const FENCE = /^( *)```(\w*)\n(.*?)\n\1```$/gms;

/** The front page, those for contributors and of the examples, and all of docs/. */
export function readPages(): Page[] {
	const docs = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
	return [
		'README.md',
		'CONTRIBUTING.md',
		'examples/README.md',
		...docs.map((file) => `docs/${file}`),
	].map(readPage);
}

export function readPage(file: string): Page {
	const text = readFileSync(join(ROOT, file), 'utf8');
	const blocks = [...text.matchAll(FENCE)].map(({ index, 2: language = '', 3: body = '' }) => ({
		language,
		text: body,
		place: `${file}:${text.slice(0, index).split('\n').length}`,
	}));
	return { file, blocks, prose: text.replace(FENCE, '') };
}

/** All blocks of a language, with the place as a name for tests. */
export function blocksIn(pages: readonly Page[], language: string): Array<[string, string]> {
	return pages.flatMap(({ blocks }) =>
		blocks
			.filter((block) => block.language === language)
			.map(({ place, text }): [string, string] => [place, text]),
	);
}

/** What stands between backticks in a line of text. */
export function codeIn(text: string): string[] {
	return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** What is in bold, with line breaks taken out. */
export function boldIn(text: string): string[] {
	return [...text.matchAll(/\*\*([^*`]+)\*\*/g)].map(([, words = '']) =>
		words.replace(/\s+/g, ' '),
	);
}

/** Targets of links and pictures. */
export function linksIn(text: string): string[] {
	return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors that GitHub makes of the headings. */
export function anchorsIn(text: string): string[] {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

/** The rows of all tables below a heading, without heads; cells as they are written. */
export function rowsBelow(text: string, heading: string): string[][] {
	const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
	return section
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.filter((line, index, lines) => !isRuler(line) && !isRuler(lines[index + 1] ?? ''))
		.map((line) =>
			line
				.slice(1, -1)
				.split(/(?<!\\)\|/)
				.map((cell) => cell.trim()),
		);
}

function isRuler(line: string): boolean {
	return /^\|[\s|:-]+\|$/.test(line);
}
