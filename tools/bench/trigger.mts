import { Agent } from 'undici';

import { until, type N8nApi } from '../playground/n8n-api.mts';
import { startOwnN8n } from '../../test/e2e/own-n8n.mts';
import { post } from '../../test/suites/calls.mts';
import { packBareNodes } from './bare-pack.mts';
import { newEvent, openReceivers, type Receiver } from './receivers.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { inTurn, median, type Contender } from './turns.mts';

export interface TriggerOptions {
	/** Calls of each contender in each round. */
	readonly calls?: number;
	readonly inFlight?: number;
	readonly rounds?: number;
}

/**
 * Calls per second that n8n takes through our trigger, through an empty one and through what users
 * would take instead, in turn, in an n8n of its own with the default settings. Build the pack first.
 *
 * @returns a section in Markdown
 * @throws {Error} when a contender answers with another status than it has to
 */
export async function measureTrigger(options: TriggerOptions = {}): Promise<string> {
	const { calls = 100, inFlight = 10, rounds = 5 } = options;
	const stage = await startOwnN8n({ packs: [await packBareNodes()] });
	const agent = new Agent({ connections: inFlight });
	try {
		const receivers = await openReceivers(stage.api);
		const contenders = receivers.map(
			(receiver): Contender<number> => ({
				name: receiver.name,
				run: async () => {
					const rate = await callAll(agent, receiver, calls, inFlight);
					// What one leaves behind would slow the next one down.
					await settled(stage.api);
					return rate;
				},
			}),
		);
		const rates = await inTurn(contenders, rounds);
		return section(rates, await stage.api.version(), { calls, inFlight, rounds });
	} finally {
		await agent.close();
		await stage.stop();
	}
}

/** @returns calls per second */
async function callAll(
	agent: Agent,
	receiver: Receiver,
	calls: number,
	inFlight: number,
): Promise<number> {
	const started = performance.now();
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < calls) {
			next++;
			const body = newEvent();
			const headers = { 'content-type': 'application/json', ...receiver.headers(body) };
			const { status, text } = await post(agent, receiver.url, body, headers);
			if (status === receiver.status) continue;
			throw new Error(`${receiver.name}: ${status} instead of ${receiver.status}: ${text}`);
		}
	};
	await Promise.all(Array.from({ length: inFlight }, worker));
	return calls / ((performance.now() - started) / 1000);
}

/** Answered calls may still have executions that run. */
async function settled(api: N8nApi): Promise<void> {
	await until('all executions to end', async () =>
		(await api.countExecutions('new', 'running')) === 0 ? true : undefined,
	);
}

const [OURS, EMPTY, HEADER, MALFORMED] = [
	'Pharlo Trigger, genuine',
	'empty community trigger',
	'built-in Webhook with a header credential',
	'Pharlo Trigger, forged, malformed',
];

function section(
	rates: ReadonlyMap<string, readonly number[]>,
	version: string,
	{ calls, inFlight, rounds }: Required<TriggerOptions>,
): string {
	const of = (name: string): readonly number[] => rates.get(name) ?? [];
	return `## Receiving

Calls per second that n8n ${version} answers, with its default expression engine and ${inFlight} calls in flight, ${rounds} rounds of ${calls} calls each. The empty community trigger is a node made for this comparison that hands on the body and does nothing else. Behind each trigger stands one node that does nothing; every call is an event of its own, and n8n saves every execution. A malformed forgery has no signature or one of the wrong length, a well-formed one a signature that was made with another secret.

${table(
	['', 'calls/s', 'times the genuine ones of Pharlo Trigger'],
	[...rates].map(([name, own]) => [name, withSpread(own), ratioText(own, of(OURS))]),
)}

${goals([
	{
		name: "throughput, of the empty community trigger's",
		value: median(ratios(of(OURS), of(EMPTY))),
		atLeast: 0.95,
	},
	{
		name: 'genuine, beside the built-in Webhook with a header credential',
		value: median(ratios(of(OURS), of(HEADER))),
		atLeast: 1,
	},
	{
		name: 'malformed forgeries refused, beside genuine ones accepted',
		value: median(ratios(of(MALFORMED), of(OURS))),
		atLeast: 1.5,
	},
])}

What limits all of them is the JavaScript engine that n8n 2.41 starts anew, some 20 ms of processor time, for each of three things: a call to the webhook of any node but its own, each reading of a credential before the execution, and each execution. Pharlo Trigger needs the first and the third, the built-in Webhook with a credential the second and the third. The chain needs only the third, because its credential is read within the execution. As n8n starts two engines for each call to any community trigger, also to the empty one, and only one for a call to its own Webhook, no community trigger can be as fast as the chain. With \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\` n8n starts an engine only where an expression is evaluated: the trigger has none.
`;
}

if (import.meta.filename === process.argv[1]) {
	const [calls, rounds] = process.argv.slice(2).map(Number);
	console.log(await measureTrigger({ ...(calls && { calls }), ...(rounds && { rounds }) }));
}
