import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../tools/playground/paths.mts';

export interface Block {
	readonly language: string;
	readonly text: string;
	/** File and line of its beginning, for messages. */
	readonly place: string;
}

/** A parsed page of the documentation. */
export interface Page {
	/** Path relative to the project's root. */
	readonly file: string;
	/** Fenced blocks. */
	readonly blocks: readonly Block[];
	/** The text without fenced blocks. */
	readonly prose: string;
}

const FENCE = /^( *)```(\w*)\n(.*?)\n\1```$/gms;

/** Reads the README, the pages for contributors and about the examples, and all of docs/. */
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

/** Returns all blocks of a language, with their location as a name for tests. */
export function blocksIn(pages: readonly Page[], language: string): Array<[string, string]> {
	return pages.flatMap(({ blocks }) =>
		blocks
			.filter((block) => block.language === language)
			.map(({ place, text }): [string, string] => [place, text]),
	);
}

/** Returns the inline code in a text. */
export function codeIn(text: string): string[] {
	return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** Returns the bold text, without line breaks. */
export function boldIn(text: string): string[] {
	return [...text.matchAll(/\*\*([^*`]+)\*\*/g)].map(([, words = '']) =>
		words.replace(/\s+/g, ' '),
	);
}

/** Returns the targets of links and images. */
export function linksIn(text: string): string[] {
	return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** Returns the anchors that GitHub generates for headings. */
export function anchorsIn(text: string): string[] {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

/** Returns the rows of all tables below a heading, without header rows; cells are unparsed. */
export function rowsBelow(text: string, heading: string): string[][] {
	return sectionOf(text, heading)
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

/** Returns what the entries of all lists of terms below a heading begin with, up to the colon. */
export function termsBelow(text: string, heading: string): string[] {
	return sectionOf(text, heading)
		.split('\n')
		.flatMap((line) => /^- (.*):$/.exec(line)?.[1] ?? []);
}

function sectionOf(text: string, heading: string): string {
	return text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

function isRuler(line: string): boolean {
	return /^\|[\s|:-]+\|$/.test(line);
}
