import { Agent } from 'undici';

import { until, type N8nApi } from '../playground/n8n-api.mts';
import { startOwnN8n } from '../../test/e2e/own-n8n.mts';
import { post } from '../../test/suites/calls.mts';
import { packBareNodes } from './bare-pack.mts';
import { newEvent, openReceivers, type Receiver } from './receivers.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { runAlternating, median, type Contender } from './turns.mts';

export interface TriggerOptions {
	/** Calls per contender and round. */
	readonly calls?: number;
	readonly inFlight?: number;
	readonly rounds?: number;
}

/**
 * Measures the calls per second that n8n handles with our trigger, with an empty trigger and with
 * the alternatives that users have, in alternating rounds in a separate n8n with default settings.
 * Build the pack first.
 *
 * @returns a section in Markdown
 * @throws {Error} if a contender responds with an unexpected status
 */
export async function measureTrigger(options: TriggerOptions = {}): Promise<string> {
	const { calls = 100, inFlight = 10, rounds = 5 } = options;
	const n8n = await startOwnN8n({ packs: [await packBareNodes()] });
	const agent = new Agent({ connections: inFlight });
	try {
		const receivers = await openReceivers(n8n.api);
		const contenders = receivers.map(
			(receiver): Contender<number> => ({
				name: receiver.name,
				run: async () => {
					const rate = await callAll(agent, receiver, calls, inFlight);
					// Executions that are still running would slow down the next contender.
					await settled(n8n.api);
					return rate;
				},
			}),
		);
		const rates = await runAlternating(contenders, rounds);
		return section(rates, await n8n.api.version(), { calls, inFlight, rounds });
	} finally {
		await agent.close();
		await n8n.stop();
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

/** Waits for executions that are still running after the response. */
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

Calls per second that n8n ${version} handles, with its default expression engine and ${inFlight} calls in flight, in ${rounds} rounds of ${calls} calls each. The empty community trigger is a node made for this comparison that only outputs the body. Each trigger is followed by one node that does nothing; every call is a new event, and n8n saves every execution. A malformed forgery has no signature or one of the wrong length; a well-formed one has a signature made with another secret.

${table(
	['', 'calls/s', 'relative to Pharlo Trigger, genuine'],
	[...rates].map(([name, own]) => [name, withSpread(own), ratioText(own, of(OURS))]),
)}

${goals([
	{
		name: 'throughput relative to the empty community trigger',
		value: median(ratios(of(OURS), of(EMPTY))),
		atLeast: 0.95,
	},
	{
		name: 'genuine calls relative to the built-in Webhook with a header credential',
		value: median(ratios(of(OURS), of(HEADER))),
		atLeast: 1,
	},
	{
		name: 'rejected malformed forgeries relative to accepted genuine calls',
		value: median(ratios(of(MALFORMED), of(OURS))),
		atLeast: 1.5,
	},
])}

The limit for all of them is the JavaScript engine that n8n 2.41 starts, about 20 ms of CPU time, in three cases: for each call to a webhook of a node other than its own, each time a credential is decrypted before the execution, and for each execution. Pharlo Trigger needs the first and the third, the built-in Webhook with a credential the second and the third. The chain needs only the third, because its credential is decrypted within the execution. As n8n starts two engines for each call to any community trigger, even an empty one, and only one for a call to its own Webhook, no community trigger can be as fast as the chain. With \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\` n8n starts an engine only if an expression is evaluated, and the trigger has none.
`;
}

if (import.meta.filename === process.argv[1]) {
	const [calls, rounds] = process.argv.slice(2).map(Number);
	console.log(await measureTrigger({ ...(calls && { calls }), ...(rounds && { rounds }) }));
}
