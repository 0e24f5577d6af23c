import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ApiError, DescribedError, mayHaveHappened } from '../../../../domain/errors';
import { explainFailure } from '../../../../domain/failure';
import { parseFlag, parseNumber } from '../../../../domain/inputs';
import { connectionNameOf, titleOf } from '../../../../domain/title';
import type { ItemContext, Run } from '../../execution/itemContext';
import {
	mapConcurrently,
	prepareAll,
	type FailedResult,
	type ItemResult,
} from '../../execution/run';
import { assignmentFilters, filters, getFilter, getFilters, limit } from '../../properties/list';
import type { BatchOperation } from '../operation';
import { withKnown } from '../withKnown';
import { withKnownPlatform } from '../withKnownPlatform';
import { fetchFailed, type FailedQuery } from './failedAssignments';
import { retryRequest } from './retry.operation';

/** After these statuses no other retry can succeed either: an invalid key, no credits left. */
const FINAL_STATUSES: ReadonlyArray<number | undefined> = [401, 402];

const createdWithin: INodeProperties = {
	displayName: 'Created Within (Hours)',
	name: 'createdWithinHours',
	type: 'number',
	default: 24,
	typeOptions: { minValue: 0 },
	description: 'Only assignments that were created within this time',
};

const errorCode: INodeProperties = {
	displayName: 'Error Code',
	name: 'errorCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. UPLOAD_FAILED',
	description: 'Only assignments that failed for this reason',
};

/** Stays outside Options: it decides whether anything is published. */
const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to only list what would be retried. Try this first: a retry publishes.',
};

/** Lists what failed and queues each of it again (Code Examples page, Retry a failed assignment). */
export const retryFailed: BatchOperation = {
	value: 'retryFailed',
	name: 'Retry Failed',
	action: 'Retry failed assignments',
	description:
		'Queue failed posts again, no matter how old, unless a filter excludes them; of input items with the same filters, only the first returns results',
	properties: [
		{ definition: { ...limit.definition, hint: 'At most this many are retried' } },
		filters([...assignmentFilters, { definition: createdWithin }, { definition: errorCode }]),
		{ definition: dryRun },
	],

	async executeAll(items, run) {
		const { prepared, invalid } = prepareAll(items, (item) => ({ item, query: getQuery(item) }));
		if (run.stopsAtError && invalid.length > 0) return invalid;
		// All lists come first: what is retried for one query must not be missing in the list of the next,
		// where a dry run would show it.
		const { lists, failed } = await listAll(run, groupByQuery(prepared));
		if (run.stopsAtError && failed.length > 0) return failed;
		if (run.index === 0 && lists.every(({ assignments }) => assignments.length === 0)) {
			run.client.record.remark('No failed assignments were found.');
		}
		const results = await retryAll(run, withoutRepeats(lists));
		return [...results, ...failed, ...invalid];
	},
};

/** What an input item asks for. */
interface Query extends FailedQuery {
	readonly isDryRun: boolean;
}

/** @throws {InvalidInputError} when a parameter is invalid */
function getQuery(item: ItemContext): Query {
	const hours = getFilter(item, createdWithin);
	return {
		isDryRun: parseFlag(dryRun.displayName, item.get(dryRun.name, false)),
		limit: limit.get(item),
		createdWithinHours:
			hours === undefined ? undefined : parseNumber(createdWithin.displayName, hours, { min: 0 }),
		errorCode: getFilter(item, errorCode),
		filters: getFilters(item, assignmentFilters),
	};
}

/** The input items that ask for the same. Requests and results count as the first one's. */
interface Group {
	readonly first: ItemContext;
	readonly query: Query;
	readonly itemIndexes: number[];
}

interface List {
	readonly group: Group;
	readonly assignments: readonly IDataObject[];
}

function groupByQuery(
	prepared: ReadonlyArray<{ readonly item: ItemContext; readonly query: Query }>,
): Group[] {
	const groups = new Map<string, Group>();
	for (const { item, query } of prepared) {
		const key = JSON.stringify(query);
		const group = groups.get(key) ?? { first: item, query, itemIndexes: [] };
		group.itemIndexes.push(item.itemIndex);
		groups.set(key, group);
	}
	return [...groups.values()];
}

/** @returns the lists that could be fetched, and an error for each item of the others */
async function listAll(
	run: Run,
	groups: readonly Group[],
): Promise<{ readonly lists: List[]; readonly failed: FailedResult[] }> {
	const now = Date.now();
	const lists: List[] = [];
	const failed: FailedResult[] = [];
	const fetched = await mapConcurrently(run, groups, async ({ first: { client }, query }) => {
		const known = { ...query, filters: await withKnownPlatform(client, query.filters) };
		return await fetchFailed(client, known, now);
	});
	groups.forEach((group, index) => {
		const result = fetched[index];
		if (result === undefined) return;
		if ('value' in result) lists.push({ group, assignments: result.value });
		else failed.push(...group.itemIndexes.map((itemIndex) => ({ itemIndex, ...result })));
	});
	return { lists, failed };
}

/**
 * Leaves each assignment only in the first list that has it. Items with Dry Run take nothing away from
 * those without it.
 */
function withoutRepeats(lists: readonly List[]): List[] {
	const taken = new Set<string>();
	return lists.map(({ group, assignments }) => {
		const left = assignments.filter(({ id }) => {
			const key = JSON.stringify([group.query.isDryRun, id]);
			const isNew = !taken.has(key);
			taken.add(key);
			return isNew;
		});
		return { group, assignments: left };
	});
}

/** Several lists at a time; the assignments of a list in its order. */
async function retryAll(run: Run, lists: readonly List[]): Promise<ItemResult[]> {
	const retries = new Retries();
	const results = await mapConcurrently(run, lists, async ({ group, assignments }) => {
		const { first, query } = group;
		const rows: IDataObject[] = [];
		for (const assignment of assignments) {
			const outcome = query.isDryRun
				? { retried: false }
				: await retries.retry(first, String(assignment.id));
			rows.push({ ...describeFailed(assignment), ...outcome });
		}
		return rows.map((row) => first.withCredits(row));
	});
	return lists.flatMap(({ group: { first } }, index): ItemResult[] => {
		const result = results[index];
		if (result === undefined) return [];
		const { itemIndex } = first;
		return 'value' in result ? [{ itemIndex, json: result.value }] : [{ itemIndex, ...result }];
	});
}

/** What an assignment was and why it failed; its status changes when it is retried. */
function describeFailed(assignment: IDataObject): IDataObject {
	const explanation = explainFailure(assignment.errors);
	const connectionName = connectionNameOf(assignment);
	return {
		id: assignment.id ?? null,
		title: titleOf(assignment.payload),
		status: assignment.status ?? null,
		platform: assignment.platform ?? null,
		connectionId: assignment.connectionId ?? null,
		...(connectionName === undefined ? {} : { connectionName }),
		externalId: assignment.externalId ?? null,
		createdAt: assignment.createdAt ?? null,
		failure: assignment.errors ?? [],
		...(explanation === undefined ? {} : { explanation }),
	};
}

/** The retries of a run, which end where one shows that no other can succeed either. */
class Retries {
	#stoppedBy: string | undefined;

	/** @returns whether it was retried, and if not, why */
	async retry({ client }: ItemContext, id: string): Promise<IDataObject> {
		if (this.#stoppedBy !== undefined) return { retried: false, retryError: this.#stoppedBy };
		try {
			const { body } = await client.send(retryRequest(id));
			const { status = 'pending' } = withKnown(body, { id });
			return { status, retried: true };
		} catch (error) {
			const reason = reasonOf(error);
			if (error instanceof ApiError && FINAL_STATUSES.includes(error.status)) {
				this.#stoppedBy = reason;
			}
			// Null: the answer was lost, so it may have been queued.
			return { retried: mayHaveHappened(error) ? null : false, retryError: reason };
		}
	}
}

/** With what to do next: where the answer was lost, that it may have been queued all the same. */
function reasonOf(error: unknown): string {
	if (error instanceof DescribedError) {
		return `${error.message.replace(/\.$/, '')}. ${error.description}`;
	}
	return error instanceof Error ? error.message : String(error);
}
