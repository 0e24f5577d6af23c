import { HELP, parseOptions } from '../../../tools/smoke/options.mts';
import { MEDIA_CREDITS } from '../../../tools/smoke/media.mts';
import { PUBLISH_CREDITS } from '../../../tools/smoke/publish.mts';
import { PROBE_CREDITS } from '../../../tools/smoke/run.mts';
import { WAITS } from '../../../tools/smoke/waits.mts';
import { commandsIn } from '../../harness/commands.mts';
import { blocksIn, readPage, rowsBelow } from '../../harness/markdown.mts';

const PAGE = 'docs/first-key.md';
const page = readPage(PAGE);

test('the page tells what each step costs at most', () => {
	const rows = rowsBelow(page.prose, 'What it asks, and what it costs');
	const costs = Object.fromEntries(rows.map(([flag, , credits]) => [flag, Number(credits)]));
	expect(costs).toEqual({
		none: PROBE_CREDITS,
		'`--connect`': 0,
		'`--publish`': PUBLISH_CREDITS,
		'`--public-url` and `--listen`': MEDIA_CREDITS,
	});
});

test('the page tells how long it waits', () => {
	expect(WAITS.mediaMs).toBe(3 * 60_000);
	expect(page.prose).toContain('up to three minutes');
});

test('its commands have only flags that the program takes', () => {
	const commands = blocksIn([page], 'sh')
		.flatMap(([, text]) => commandsIn(text))
		.filter((command) => command.includes('smoke'));
	expect(commands).toHaveLength(2);
	for (const command of commands) {
		const [, flags = ''] = command.split(' -- ');
		const { reportFile } = parseOptions(flags.split(' '), { PHARLO_API_KEY: 'k' }) ?? {};
		expect(reportFile).toBe('answers.md');
	}
});

test('the help shows every flag that the page names', () => {
	const flags = [...page.prose.matchAll(/`(--[\w-]+)/g)].map(([, flag = '']) => flag);
	expect(flags.length).toBeGreaterThan(4);
	for (const flag of flags) expect(HELP).toContain(flag);
});
