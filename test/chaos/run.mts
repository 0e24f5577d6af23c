import { parseArgs } from 'node:util';

import { installRuntime } from '../../tools/playground/runtime.mts';
import { settingsSchema, type Settings } from '../../tools/simulator/options.mts';
import { HANDWRITTEN_KEY, httpRequest, ourNode, type CreatorFor } from './creators.mts';
import { runStorm } from './storm.mts';
import { faultsIn, formatTable, type Row } from './table.mts';
import { isFlawless } from './verdict.mts';

const HELP = `Creates posts through n8n's engine while the simulated Pharlo disturbs the requests in every
way it knows, and counts what came of it: with our node, with n8n's HTTP Request, and with HTTP Request
and an idempotency key that was written by hand. All of them with Retry On Fail.

  npm run test:chaos -- [flags]

  --creates N   posts for each of the three (2000)
  --rate R      share of requests that are disturbed, 0 to 1 (0.3)
  --seed N      decides the faults, in the order in which requests come in (20260423)
  --help        this text

The exit code is 0 only if our node has created each post once, and said so.
`;

const { values: flags } = parseArgs({
	options: {
		creates: { type: 'string', default: '2000' },
		rate: { type: 'string', default: '0.3' },
		seed: { type: 'string', default: '20260423' },
		help: { type: 'boolean', default: false },
	},
});

const creates = numberFrom('creates', flags.creates);
const rate = numberFrom('rate', flags.rate);
const seed = numberFrom('seed', flags.seed);

type RepeatedKey = Settings['repeatedKey'];
const ANSWERS: readonly RepeatedKey[] = settingsSchema.shape.repeatedKey.options;

function numberFrom(flag: string, text: string): number {
	const number = Number(text);
	if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
	throw new Error(`--${flag}: '${text}' is not a number.`);
}

/** The posts in as many parts as there are answers to a repeated key. */
function share(part: number): number {
	const rounded = Math.floor(creates / ANSWERS.length);
	return part < creates % ANSWERS.length ? rounded + 1 : rounded;
}

async function runOne(
	name: string,
	creatorFor: CreatorFor,
	posts: number,
	repeatedKey: RepeatedKey | undefined,
): Promise<Row> {
	const started = Date.now();
	const storm = await runStorm(creatorFor, {
		creates: posts,
		rate,
		seed,
		repeatedKey: repeatedKey ?? '200',
		namesKey: creatorFor === ourNode,
	});
	const seconds = (Date.now() - started) / 1000;
	const row = { name, repeatedKey: repeatedKey ?? 'none sent', storm, seconds };
	console.log(`${name}, ${row.repeatedKey}: ${posts} posts, ${seconds.toFixed(1)} s`);
	return row;
}

async function runForEachAnswer(name: string, creatorFor: CreatorFor): Promise<Row[]> {
	const rows: Row[] = [];
	for (const [part, answer] of ANSWERS.entries()) {
		rows.push(await runOne(name, creatorFor, share(part), answer));
	}
	return rows;
}

/** Says what is wrong with the rows of our node. */
function complain(rows: readonly Row[]): string[] {
	return rows.flatMap(({ repeatedKey, storm }) => [
		...(isFlawless(storm) ? [] : [`not every post is there once and reported (${repeatedKey})`]),
		...(rate > 0 && faultsIn(storm) === 0 ? [`nothing was disturbed (${repeatedKey})`] : []),
		...storm.messages,
	]);
}

async function main(): Promise<void> {
	const started = Date.now();
	const { modules, version } = await installRuntime((line) => console.log(line));
	console.log(`seed ${seed}, ${rate * 100} % of the requests are disturbed, n8n ${version}`);
	const ours = await runForEachAnswer('Pharlo', ourNode);
	const plain = await runOne('HTTP Request', httpRequest(modules), creates, undefined);
	const keyed = await runForEachAnswer('HTTP + key', httpRequest(modules, HANDWRITTEN_KEY));
	console.log(`\n${formatTable([...ours, plain, ...keyed])}\n`);

	const complaints = complain(ours);
	for (const complaint of complaints) console.log(`Pharlo: ${complaint}`);
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${complaints.length === 0 ? 'passed' : 'FAILED'}, seed ${seed}, ${seconds} s`);
	// Executions of HTTP Request that hang keep the process, too.
	process.exit(complaints.length === 0 ? 0 : 1);
}

if (flags.help) console.log(HELP);
else await main();
