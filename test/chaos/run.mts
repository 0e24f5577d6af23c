import { parseArgs } from 'node:util';

import { installRuntime } from '../../tools/playground/runtime.mts';
import { settingsSchema, type Settings } from '../../tools/simulator/options.mts';
import { HANDWRITTEN_KEY, httpRequest, ourNode, type CreatorFor } from './creators.mts';
import { ROW_KINDS } from './rows.mts';
import { runStorm, type Storm } from './storm.mts';
import { faultsIn, formatTable, type Row } from './table.mts';
import { isFlawless } from './verdict.mts';
import { planMixed, planOrdinary } from './workload.mts';

const HELP = `Creates posts through n8n's engine while the simulated Pharlo injects all kinds of request
faults, and counts the results: for our node, for n8n's HTTP Request, and for HTTP Request with a
handwritten idempotency key. All of them use Retry On Fail.

Up to half of our node's rows are blank, repeated or moved: they must be refused by name, posted without
the text, posted twice or once, and posted once although the execution is killed and n8n's Retry gets
other rows. HTTP Request gets ordinary rows only.

  npm run test:chaos -- [flags]

  --creates N   rows per contender (2000)
  --rate R      share of requests to disturb, 0 to 1 (0.3)
  --seed N      seed for the faults, in the order of the requests (20260423)
  --help        show this help

The exit code is 0 only if our node created each intended post exactly once and nothing else,
and all that it reported is true.
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
const REPEATED_KEY_RESPONSES: readonly RepeatedKey[] = settingsSchema.shape.repeatedKey.options;

function numberFrom(flag: string, text: string): number {
	const number = Number(text);
	if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
	throw new Error(`--${flag}: '${text}' is not a number.`);
}

/** Splits the rows evenly between the possible responses to a repeated key. */
function partSize(part: number): number {
	const rounded = Math.floor(creates / REPEATED_KEY_RESPONSES.length);
	return part < creates % REPEATED_KEY_RESPONSES.length ? rounded + 1 : rounded;
}

async function runOne(
	name: string,
	creatorFor: CreatorFor,
	rows: number,
	repeatedKey: RepeatedKey | undefined,
): Promise<Row> {
	const started = Date.now();
	const storm = await runStorm(creatorFor, {
		jobs: (creatorFor === ourNode ? planMixed : planOrdinary)(rows, seed),
		rate,
		seed,
		repeatedKey: repeatedKey ?? '200',
		outputsKey: creatorFor === ourNode,
	});
	const seconds = (Date.now() - started) / 1000;
	const row = { name, repeatedKey: repeatedKey ?? 'none sent', storm, seconds };
	console.log(`${name}, ${row.repeatedKey}: ${describeRows(storm)}, ${seconds.toFixed(1)} s`);
	return row;
}

function describeRows({ rows }: Storm): string {
	return ROW_KINDS.filter((kind) => rows[kind] > 0)
		.map((kind) => `${rows[kind]} ${kind}`)
		.join(', ');
}

async function runForEachResponse(name: string, creatorFor: CreatorFor): Promise<Row[]> {
	const rows: Row[] = [];
	for (const [part, response] of REPEATED_KEY_RESPONSES.entries()) {
		rows.push(await runOne(name, creatorFor, partSize(part), response));
	}
	return rows;
}

/** Describes problems in the rows of our node. */
function findProblems(rows: readonly Row[]): string[] {
	return rows.flatMap(({ repeatedKey, storm }) => [
		...(isFlawless(storm)
			? []
			: [`posts are missing, duplicated, unintended or not reported as they are (${repeatedKey})`]),
		...(rate > 0 && faultsIn(storm) === 0 ? [`no request was disturbed (${repeatedKey})`] : []),
		...storm.messages,
	]);
}

async function main(): Promise<void> {
	const started = Date.now();
	const { modules, version } = await installRuntime((line) => console.log(line));
	console.log(`seed ${seed}, ${rate * 100} % of requests disturbed, n8n ${version}`);
	const ours = await runForEachResponse('Pharlo', ourNode);
	const plain = await runOne('HTTP Request', httpRequest(modules), creates, undefined);
	const keyed = await runForEachResponse('HTTP + key', httpRequest(modules, HANDWRITTEN_KEY));
	console.log(`\n${formatTable([...ours, plain, ...keyed])}\n`);

	const problems = findProblems(ours);
	for (const problem of problems) console.log(`Pharlo: ${problem}`);
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${problems.length === 0 ? 'passed' : 'FAILED'}, seed ${seed}, ${seconds} s`);
	// Hanging executions of HTTP Request would keep the process alive.
	process.exit(problems.length === 0 ? 0 : 1);
}

if (flags.help) console.log(HELP);
else await main();
