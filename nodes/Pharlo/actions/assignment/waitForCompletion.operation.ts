import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ApiError } from '../../../../domain/errors';
import { parseNumber } from '../../../../domain/inputs';
import { isFinal } from '../../../../domain/wait';
import type { ItemContext, Run } from '../../execution/itemContext';
import { prepareAll, type ItemResult } from '../../execution/run';
import { assignmentId } from '../../properties/assignmentId';
import { OUTCOME } from '../../properties/output';
import { simplify } from '../../properties/simplify';
import { outputs, timeLimit } from '../../properties/waiting';
import { MAX_PAGE_SIZE } from '../../transport/pagination';
import type { PharloClient } from '../../transport/PharloClient';
import { pause } from '../../transport/throttle';
import { outcomeItem, type OutcomeSettings } from '../../waiting/outcomes';
import type { BatchOperation } from '../operation';

/** Nothing is published sooner than this, so an earlier check would only cost a credit. */
const FIRST_CHECK_MS = 10_000;

/** Checking more often than this costs credits and tells nothing new. */
const MIN_INTERVAL_SECONDS = 15;

/** The last check starts when the time limit passes, and needs some time of its own. */
const LAST_CHECK_MS = 10_000;

const checkEvery: INodeProperties = {
	displayName: 'Check Every (Seconds)',
	name: 'checkEverySeconds',
	type: 'number',
	default: 20,
	typeOptions: { minValue: MIN_INTERVAL_SECONDS },
	description:
		'On average; the first check is after 10 seconds. A check costs one credit per pending assignment, or one for all that are among the newest 50. At 20 seconds one assignment costs up to 180 credits an hour; Create and Wait costs next to nothing.',
};

/** Follows assignments that were created elsewhere (Code Examples page, Poll for completion). */
export const waitForCompletion: BatchOperation = {
	value: 'waitForCompletion',
	name: 'Wait for Completion',
	action: 'Wait for completion of assignments',
	description:
		'Check existing assignments until they are published, failed or cancelled; the execution keeps running',
	properties: [assignmentId, timeLimit, { definition: checkEvery }, outputs, simplify],
	output: OUTCOME,
	waits: true,

	async executeAll(items, run) {
		const [first] = items;
		if (first === undefined) return [];
		const settings = {
			limitMinutes: timeLimit.get(first),
			byOutcome: outputs.get(first) === 'byOutcome',
			simplified: !run.isTool && simplify.get(first),
		};
		const everySeconds = parseNumber(checkEvery.displayName, first.get(checkEvery.name), {
			above: 0,
			max: 86_400,
		});
		const { prepared, invalid } = prepareAll(items, (item): Pending => {
			const id = assignmentId.get(item);
			return { item, id, last: { id } };
		});
		if (run.stopsAtError && invalid.length > 0) return invalid;
		return [...invalid, ...(await follow(run, prepared, settings, everySeconds))];
	},
};

/** What fetching an assignment came to. */
type Fetched = IDataObject | Error;

type FetchedById = ReadonlyMap<string, Fetched>;

interface Pending {
	readonly item: ItemContext;
	readonly id: string;
	readonly last: Fetched;
}

async function follow(
	run: Run,
	all: readonly Pending[],
	settings: OutcomeSettings,
	everySeconds: number,
): Promise<ItemResult[]> {
	const results: ItemResult[] = [];
	const end = Date.now() + settings.limitMinutes * 60_000;
	const signal = run.context.getExecutionCancelSignal();
	let pending = all;
	let interval = FIRST_CHECK_MS;
	let isListUseful = true;
	while (pending.length > 0 && Date.now() < end) {
		await pause(Math.max(Math.min(interval, end - Date.now()), 0), signal);
		interval = nextInterval(everySeconds, Math.random());
		const items = new Map(pending.map(({ id, item }) => [id, item]));
		const listed: FetchedById =
			isListUseful && items.size > 1 ? await fetchListed(items, end) : new Map();
		if (items.size > 1) isListUseful = listed.size > 1;
		const fetched = await fetchMissing(items, listed, end);
		const still: Pending[] = [];
		for (const entry of pending) {
			const latest = fetched.get(entry.id) ?? entry.last;
			const result = toResult(run, entry.item, latest, settings);
			if (result !== undefined) results.push(result);
			else if (latest instanceof Error && 'status' in entry.last) still.push(entry);
			else still.push({ ...entry, last: latest });
		}
		if (run.stopsAtError && results.some((result) => 'error' in result)) return results;
		pending = still;
	}
	for (const { item, last } of pending) {
		results.push(
			last instanceof Error
				? { itemIndex: item.itemIndex, error: last }
				: toOutcome(run, item, last, settings),
		);
	}
	return results;
}

/**
 * Milliseconds until the next check, varied by a quarter either way: many executions that started at the
 * same time must not all check at the same time forever.
 *
 * @param random from 0 to 1
 */
export function nextInterval(everySeconds: number, random: number): number {
	const varied = everySeconds * (0.75 + random / 2);
	return Math.max(varied, MIN_INTERVAL_SECONDS) * 1000;
}

/**
 * A list costs one credit whatever it has, so it is fetched first where several assignments are pending.
 * Pharlo does not document the order of its list: if it has less than two of them, it is not tried again.
 */
async function fetchListed(
	items: ReadonlyMap<string, ItemContext>,
	end: number,
): Promise<FetchedById> {
	const [first] = items.values();
	if (first === undefined) return new Map();
	const listed = await until(first.client, end)
		.fetchAll({ path: ['assignments'], intent: 'list the assignments' }, MAX_PAGE_SIZE)
		.catch((): IDataObject[] => []);
	return new Map(
		listed.map((row) => [String(row.id), row] as const).filter(([id]) => items.has(id)),
	);
}

async function fetchMissing(
	items: ReadonlyMap<string, ItemContext>,
	listed: FetchedById,
	end: number,
): Promise<FetchedById> {
	const missing = [...items].filter(([id]) => !listed.has(id));
	const fetched = missing.map(async ([id, { client }]) => {
		const assignment = await until(client, end).fetchAssignment(id).catch(toError);
		return [id, assignment] as const;
	});
	return new Map([...listed, ...(await Promise.all(fetched))]);
}

function toError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** If Pharlo hangs, the user must not wait far beyond the time limit. */
function until(client: PharloClient, end: number): PharloClient {
	return client.withDeadline(Math.max(end, Date.now() + LAST_CHECK_MS));
}

/** The result of an assignment that has ended, or cannot be fetched; undefined while it is pending. */
function toResult(
	run: Run,
	item: ItemContext,
	fetched: Fetched,
	settings: OutcomeSettings,
): ItemResult | undefined {
	if (!(fetched instanceof Error)) {
		return isFinal(fetched.status) ? toOutcome(run, item, fetched, settings) : undefined;
	}
	const isTransient = fetched instanceof ApiError && fetched.isTransient;
	return isTransient ? undefined : { itemIndex: item.itemIndex, error: fetched };
}

function toOutcome(
	{ node }: Run,
	item: ItemContext,
	assignment: IDataObject,
	settings: OutcomeSettings,
): ItemResult {
	const { itemIndex } = item;
	const { id, status } = assignment;
	const waited = { ...item.withCredits(assignment), id: String(id), status, itemIndex };
	return { itemIndex, json: [outcomeItem(node, waited, settings).json] };
}
