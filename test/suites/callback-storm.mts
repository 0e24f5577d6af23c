import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

import type { Execution, N8nApi, StoredWorkflow } from '../../tools/playground/n8n-api.mts';
import { triggerUrl, withCredential } from '../../tools/playground/workspace.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { Mutator } from '../harness/forgeries.mts';
import { chain, node } from '../harness/setting.mts';
import { postSigned } from './calls.mts';
import type { Stage } from './stage.mts';

/** The whole takes some minutes: STORM_CALLBACKS=1000. */
const CALLBACKS = Number(process.env.STORM_CALLBACKS ?? 200);
const SEED = Number(process.env.STORM_SEED ?? 20_260_423);
const DUPLICATES = 0.3;
const IN_FLIGHT = 50;
/** n8n starts anew within it, also on a busy machine. */
const DELIVERY_LIMIT_MS = 240_000;
const TRIGGER = 'n8n-nodes-pharlo.pharloTrigger';
const STATUSES = ['uploading', 'uploaded', 'processing', 'published'];

/** What the sender knows of one event, and n8n's executions for it. */
interface Sent {
	readonly body: string;
	/** Calls that our trigger acknowledged. */
	acknowledged: number;
	/** Calls that n8n may have taken, but that ended without an acknowledgement. */
	cutOff: number;
	/**
	 * Calls that n8n answered with 200 and "n8n is starting up. Please wait": our trigger has never
	 * seen them. A sender that goes by the status alone does not deliver them again.
	 */
	swallowed: number;
	/** Whether n8n has taken it after it was killed. */
	cameAfter: boolean;
	readonly executions: StoredExecution[];
}

interface StoredExecution extends Execution {
	readonly createdAt: string;
}

/** Genuine callbacks, many of them twice and in any order, while n8n is killed and started again. */
export function callbackStormSuite(open: () => Promise<Stage>): void {
	let stage: Stage;
	let workflow: StoredWorkflow;
	const agent = new Agent({ connections: IN_FLIGHT, pipelining: 1 });
	beforeAll(async () => {
		stage = await open();
		workflow = await publishListener(stage);
	}, 240_000);
	afterAll(async () => {
		await agent.close();
		await stage.stop();
	});

	test(`${CALLBACKS} callbacks and a SIGKILL: each event starts one execution, or one in each life of n8n`, async () => {
		const { events, deliveries } = plan();
		const killedAt = await deliverAll(agent, triggerUrl(stage.entry, workflow), deliveries, stage);
		const unended = await waitForEnd(stage.api);
		await attachExecutions(stage, workflow, events);

		const all = [...events.values()];
		report(deliveries.length, all, killedAt, unended);
		expect(all.filter(({ acknowledged }) => acknowledged === 0)).toEqual([]);
		expect(all.filter(({ executions }) => executions.length === 0)).toEqual([]);
		// What has started before the kill is not recognized after it.
		for (const when of ['before', 'after'] as const) {
			expect(all.filter((one) => during(one, killedAt)[when].length > 1)).toEqual([]);
		}
		const unneeded = all.filter((one) => one.executions.length > 1 && !one.cameAfter);
		expect(unneeded).toEqual([]);
	}, 900_000);
}

/** The executions of an event in n8n's two lives. */
function during({ executions }: Sent, killedAt: number) {
	const isBefore = ({ createdAt }: StoredExecution): boolean => Date.parse(createdAt) <= killedAt;
	return {
		before: executions.filter(isBefore),
		after: executions.filter((execution) => !isBefore(execution)),
	};
}

function report(deliveries: number, all: readonly Sent[], killedAt: number, unended: number): void {
	const count = (isMeant: (one: Sent) => boolean): number => all.filter(isMeant).length;
	const isLost = ({ executions }: Sent): boolean =>
		executions.every(({ status }) => status !== 'success');
	const isTwice = ({ executions }: Sent): boolean => executions.length > 1;
	const crashed = (one: Sent): boolean =>
		during(one, killedAt).before.some(({ status }) => status !== 'success');
	console.log(
		[
			`${deliveries} deliveries of ${all.length} events; the kill cut off a call of ${count(({ cutOff }) => cutOff > 0)} of them.`,
			`Executions: none for ${count(({ executions }) => executions.length === 0)}, one for ${count(({ executions }) => executions.length === 1)}, one in each life of n8n for ${count(isTwice)} (of ${count((one) => isTwice(one) && crashed(one))} the first was killed).`,
			`Answered with 200 by n8n itself while it started, which loses them: ${all.reduce((sum, { swallowed }) => sum + swallowed, 0)} calls.`,
			`Acknowledged, but the kill ended the only execution: ${count(isLost)}.`,
			`Left as running by n8n: ${unended}.`,
		].join('\n'),
	);
}

async function publishListener(stage: Stage): Promise<StoredWorkflow> {
	const name = `Storm ${randomUUID()}`;
	const { id } = await stage.api.createCredential(name, {
		apiKey: DEFAULTS.apiKey,
		webhookSecret: DEFAULTS.webhookSecret,
		previousWebhookSecret: '',
		defaultCallbackUrl: '',
		baseUrl: 'http://127.0.0.1:9',
	});
	const trigger = node(
		'Pharlo Trigger',
		TRIGGER,
		{ triggerOn: ['*'] },
		{ webhookId: randomUUID(), typeVersion: 2 },
	);
	const nodes = [trigger, node('After', 'n8n-nodes-base.noOp')];
	const connections = chain('Pharlo Trigger', 'After');
	const workflow = await stage.api.createWorkflow(
		withCredential({ name, nodes, connections }, id, name),
	);
	await stage.api.activate(workflow);
	return workflow;
}

function keyOf({ assignmentId, status }: { assignmentId?: unknown; status?: unknown }): string {
	return `${String(assignmentId)} ${String(status)}`;
}

/** All events, and the order in which they and their duplicates are delivered. */
function plan(): { events: Map<string, Sent>; deliveries: Sent[] } {
	const mutator = new Mutator(SEED);
	const events = new Map<string, Sent>();
	for (let index = 0; index < CALLBACKS * (1 - DUPLICATES); index++) {
		const event = {
			assignmentId: `assignment-${Math.floor(index / STATUSES.length)}`,
			status: STATUSES[index % STATUSES.length],
			timestamp: `2026-04-23T10:0${index % STATUSES.length}:35Z`,
		};
		const body = JSON.stringify(event);
		events.set(keyOf(event), {
			body,
			acknowledged: 0,
			cutOff: 0,
			swallowed: 0,
			cameAfter: false,
			executions: [],
		});
	}
	const deliveries = [...events.values()];
	while (deliveries.length < CALLBACKS) deliveries.push(mutator.pick([...events.values()]));
	for (let last = deliveries.length - 1; last > 0; last--) {
		const other = mutator.below(last + 1);
		const [one, two] = [deliveries[last], deliveries[other]];
		if (one !== undefined && two !== undefined) [deliveries[last], deliveries[other]] = [two, one];
	}
	return { events, deliveries };
}

/**
 * Sends each delivery until it is acknowledged, and kills n8n when half of them are.
 *
 * @returns when n8n was dead
 */
async function deliverAll(
	agent: Agent,
	url: string,
	deliveries: readonly Sent[],
	stage: Stage,
): Promise<number> {
	const queue = deliveries.values();
	let acknowledged = 0;
	let killedAt = Infinity;
	let crashed: Promise<void> | undefined;
	await Promise.all(
		Array.from({ length: IN_FLIGHT }, async () => {
			for (const delivery of queue) {
				await deliver(agent, url, delivery);
				if (Date.now() > killedAt) delivery.cameAfter = true;
				acknowledged++;
				if (crashed !== undefined || acknowledged < deliveries.length / 2) continue;
				crashed = stage.crash();
				killedAt = Date.now();
			}
		}),
	);
	await crashed;
	return killedAt;
}

async function deliver(agent: Agent, url: string, delivery: Sent): Promise<void> {
	const deadline = Date.now() + DELIVERY_LIMIT_MS;
	for (;;) {
		try {
			const { status, text } = await postSigned(url, delivery.body, { dispatcher: agent });
			if (text.startsWith('{"received":true')) break;
			if (status === 200) delivery.swallowed++;
			// While it starts n8n does not know the address yet.
			else if (status !== 404 && status !== 503) delivery.cutOff++;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') delivery.cutOff++;
		}
		if (Date.now() > deadline) throw new Error(`Not acknowledged: ${delivery.body}`);
		await sleep(200);
	}
	delivery.acknowledged++;
}

/**
 * Now and then n8n never stores the end of an execution, seen once in a dozen storms. It was started
 * all the same, which is what counts here.
 *
 * @returns how many are still running when nothing has ended for a while
 */
async function waitForEnd(api: N8nApi): Promise<number> {
	let left = await api.countExecutions('running');
	let since = Date.now();
	while (left > 0 && Date.now() - since < 30_000) {
		await sleep(500);
		const now = await api.countExecutions('running');
		if (now !== left) since = Date.now();
		left = now;
	}
	return left;
}

/**
 * Reads what n8n has stored, once nothing runs any more. Versions of n8n page through their list in
 * different ways, but all of them number their executions.
 */
async function attachExecutions(
	{ api }: Stage,
	workflow: StoredWorkflow,
	events: Map<string, Sent>,
): Promise<void> {
	for (let id = 1, missing = 0; missing < IN_FLIGHT; id++) {
		const execution = await readIfThere(api, String(id));
		missing = execution === undefined ? missing + 1 : 0;
		// One that was killed before it began stays new for ever: it was not acknowledged.
		if (execution?.workflowId !== workflow.id || execution.status === 'new') continue;
		const sent = events.get(keyOf(eventOf(execution)));
		if (sent === undefined) throw new Error(`Execution ${id} is of no event that was sent`);
		sent.executions.push(execution);
	}
}

async function readIfThere(api: N8nApi, id: string): Promise<StoredExecution | undefined> {
	const { data } = await api.call<{ data?: unknown }>('GET', `/rest/executions/${id}`);
	return data === undefined ? undefined : ((await api.execution(id)) as StoredExecution);
}

/** What an execution was started with, also one that got no further. */
function eventOf({ data }: Execution) {
	const [waiting] = data.executionData?.nodeExecutionStack ?? [];
	const ran = data.resultData.runData['Pharlo Trigger']?.[0]?.data ?? waiting?.data;
	return ran?.main?.[0]?.[0]?.json ?? {};
}
