import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

import type { Execution, N8nApi, StoredWorkflow } from '../../tools/playground/n8n-api.mts';
import { triggerUrl, withCredential } from '../../tools/playground/workspace.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { Mutator } from '../harness/forgeries.mts';
import { chain, node } from '../harness/setting.mts';
import { postSigned } from './calls.mts';
import type { N8nInstance } from './n8n-instance.mts';

/** A full run takes a few minutes: STORM_CALLBACKS=1000. */
const CALLBACKS = Number(process.env.STORM_CALLBACKS ?? 200);
const SEED = Number(process.env.STORM_SEED ?? 20_260_423);
const DUPLICATES = 0.3;
const IN_FLIGHT = 50;
/** Long enough for n8n to restart, even on a busy machine. */
const DELIVERY_LIMIT_MS = 240_000;
const TRIGGER = 'n8n-nodes-pharlo.pharloTrigger';
const STATUSES = ['uploading', 'uploaded', 'processing', 'published'];

/** The deliveries of one event, and n8n's executions for it. */
interface SentEvent {
	readonly body: string;
	/** Number of calls that our trigger acknowledged. */
	acknowledged: number;
	/** Number of calls that n8n may have received, but did not acknowledge. */
	interrupted: number;
	/**
	 * Number of calls that n8n responded to with 200 and "n8n is starting up. Please wait". They
	 * never reach our trigger, and a sender that checks only the status does not deliver them again.
	 */
	lostDuringStart: number;
	/** Whether it was delivered after n8n was killed. */
	deliveredAfterKill: boolean;
	readonly executions: StoredExecution[];
}

interface StoredExecution extends Execution {
	readonly createdAt: string;
}

/**
 * Sends genuine callbacks in random order and with duplicates, while n8n is killed and restarted.
 */
export function callbackStormSuite(open: () => Promise<N8nInstance>): void {
	let n8n: N8nInstance;
	let workflow: StoredWorkflow;
	const agent = new Agent({ connections: IN_FLIGHT, pipelining: 1 });
	beforeAll(async () => {
		n8n = await open();
		workflow = await publishListener(n8n);
	}, 240_000);
	afterAll(async () => {
		await agent.close();
		await n8n.stop();
	});

	test(`${CALLBACKS} callbacks and a SIGKILL: each event starts one execution, or one before and one after the kill`, async () => {
		const { events, deliveries } = plan();
		const killedAt = await deliverAll(agent, triggerUrl(n8n.webhookUrl, workflow), deliveries, n8n);
		const unfinished = await waitForEnd(n8n.api);
		await attachExecutions(n8n, workflow, events);

		const all = [...events.values()];
		logSummary(deliveries.length, all, killedAt, unfinished);
		expect(all.filter(({ acknowledged }) => acknowledged === 0)).toEqual([]);
		expect(all.filter(({ executions }) => executions.length === 0)).toEqual([]);
		// The memory of duplicates does not survive the kill.
		for (const when of ['before', 'after'] as const) {
			expect(all.filter((one) => aroundKill(one, killedAt)[when].length > 1)).toEqual([]);
		}
		const unnecessary = all.filter((one) => one.executions.length > 1 && !one.deliveredAfterKill);
		expect(unnecessary).toEqual([]);
	}, 900_000);
}

/** Returns the executions of an event before and after the kill. */
function aroundKill({ executions }: SentEvent, killedAt: number) {
	const isBefore = ({ createdAt }: StoredExecution): boolean => Date.parse(createdAt) <= killedAt;
	return {
		before: executions.filter(isBefore),
		after: executions.filter((execution) => !isBefore(execution)),
	};
}

function logSummary(
	deliveries: number,
	all: readonly SentEvent[],
	killedAt: number,
	unfinished: number,
): void {
	const count = (predicate: (one: SentEvent) => boolean): number => all.filter(predicate).length;
	const isLost = ({ executions }: SentEvent): boolean =>
		executions.every(({ status }) => status !== 'success');
	const isTwice = ({ executions }: SentEvent): boolean => executions.length > 1;
	const crashed = (one: SentEvent): boolean =>
		aroundKill(one, killedAt).before.some(({ status }) => status !== 'success');
	console.log(
		[
			`${deliveries} deliveries of ${all.length} events; the kill interrupted a call for ${count(({ interrupted }) => interrupted > 0)} of them.`,
			`Executions: none for ${count(({ executions }) => executions.length === 0)}, one for ${count(({ executions }) => executions.length === 1)}, one before and one after the kill for ${count(isTwice)} (for ${count((one) => isTwice(one) && crashed(one))} of them the first was killed).`,
			`Lost because n8n itself responded with 200 during its start: ${all.reduce((sum, { lostDuringStart }) => sum + lostDuringStart, 0)} calls.`,
			`Acknowledged, but the only execution was killed: ${count(isLost)}.`,
			`Still marked as running by n8n: ${unfinished}.`,
		].join('\n'),
	);
}

async function publishListener(n8n: N8nInstance): Promise<StoredWorkflow> {
	const name = `Storm ${randomUUID()}`;
	const { id } = await n8n.api.createCredential(name, {
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
	const workflow = await n8n.api.createWorkflow(
		withCredential({ name, nodes, connections }, id, name),
	);
	await n8n.api.activate(workflow);
	return workflow;
}

function keyOf({ assignmentId, status }: { assignmentId?: unknown; status?: unknown }): string {
	return `${String(assignmentId)} ${String(status)}`;
}

/** Creates the events, and the order of their deliveries and duplicates. */
function plan(): { events: Map<string, SentEvent>; deliveries: SentEvent[] } {
	const mutator = new Mutator(SEED);
	const events = new Map<string, SentEvent>();
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
			interrupted: 0,
			lostDuringStart: 0,
			deliveredAfterKill: false,
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
 * Sends each delivery until it is acknowledged, and kills n8n after half of them.
 *
 * @returns the time of the kill
 */
async function deliverAll(
	agent: Agent,
	url: string,
	deliveries: readonly SentEvent[],
	n8n: N8nInstance,
): Promise<number> {
	const queue = deliveries.values();
	let acknowledged = 0;
	let killedAt = Infinity;
	let crashed: Promise<void> | undefined;
	await Promise.all(
		Array.from({ length: IN_FLIGHT }, async () => {
			for (const delivery of queue) {
				await deliver(agent, url, delivery);
				if (Date.now() > killedAt) delivery.deliveredAfterKill = true;
				acknowledged++;
				if (crashed !== undefined || acknowledged < deliveries.length / 2) continue;
				crashed = n8n.crash();
				killedAt = Date.now();
			}
		}),
	);
	await crashed;
	return killedAt;
}

async function deliver(agent: Agent, url: string, delivery: SentEvent): Promise<void> {
	const deadline = Date.now() + DELIVERY_LIMIT_MS;
	for (;;) {
		try {
			const { status, text } = await postSigned(url, delivery.body, { dispatcher: agent });
			if (text.startsWith('{"received":true')) break;
			if (status === 200) delivery.lostDuringStart++;
			// While n8n starts, the webhook is not registered yet.
			else if (status !== 404 && status !== 503) delivery.interrupted++;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') delivery.interrupted++;
		}
		if (Date.now() > deadline) throw new Error(`Not acknowledged: ${delivery.body}`);
		await sleep(200);
	}
	delivery.acknowledged++;
}

/**
 * Waits for running executions to end. Occasionally n8n never stores the end of an execution, seen
 * once in a dozen runs; here it only matters that the execution was started.
 *
 * @returns the number of executions still running after none has ended for a while
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
 * Fetches the stored executions after all have ended. The list is paged differently in different
 * versions of n8n, but all of them number their executions.
 */
async function attachExecutions(
	{ api }: N8nInstance,
	workflow: StoredWorkflow,
	events: Map<string, SentEvent>,
): Promise<void> {
	for (let id = 1, missing = 0; missing < IN_FLIGHT; id++) {
		const execution = await fetchIfExists(api, String(id));
		missing = execution === undefined ? missing + 1 : 0;
		// An execution that was killed before it began stays new. It was not acknowledged.
		if (execution?.workflowId !== workflow.id || execution.status === 'new') continue;
		const sent = events.get(keyOf(eventOf(execution)));
		if (sent === undefined) throw new Error(`Execution ${id} does not belong to a sent event`);
		sent.executions.push(execution);
	}
}

async function fetchIfExists(api: N8nApi, id: string): Promise<StoredExecution | undefined> {
	const { data } = await api.call<{ data?: unknown }>('GET', `/rest/executions/${id}`);
	return data === undefined ? undefined : ((await api.execution(id)) as StoredExecution);
}

/** Returns the event that started an execution, even if it did not get any further. */
function eventOf({ data }: Execution) {
	const [waiting] = data.executionData?.nodeExecutionStack ?? [];
	const ran = data.resultData.runData['Pharlo Trigger']?.[0]?.data ?? waiting?.data;
	return ran?.main?.[0]?.[0]?.json ?? {};
}
