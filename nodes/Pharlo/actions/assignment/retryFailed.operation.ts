import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ApiError } from '../../../../domain/errors';
import { explainFailure, parseFailures } from '../../../../domain/failure';
import { parseFlag, parseNumber } from '../../../../domain/inputs';
import type { ItemContext } from '../../execution/itemContext';
import { assignmentFilters, filters, getFilter, getFilters, limit } from '../../properties/list';
import type { Operation } from '../operation';
import { withKnown } from '../withKnown';
import { retryRequest } from './retry.operation';

const HOUR_MS = 3_600_000;

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
export const retryFailed: Operation = {
	value: 'retryFailed',
	name: 'Retry Failed',
	action: 'Retry failed assignments',
	description: 'Queue failed publications again, no matter how old, unless a filter excludes them',
	properties: [
		{ definition: { ...limit.definition, hint: 'At most this many are retried' } },
		filters([...assignmentFilters, { definition: createdWithin }, { definition: errorCode }]),
		{ definition: dryRun },
	],

	async execute(item) {
		const isDryRun = parseFlag(dryRun.displayName, item.get(dryRun.name, false));
		const failed = await fetchFailed(item);
		const results: IDataObject[] = [];
		let stoppedBy: string | undefined;
		for (const assignment of failed) {
			const before = describeFailed(assignment);
			if (isDryRun) {
				results.push({ ...before, retried: false });
			} else if (stoppedBy !== undefined) {
				results.push({ ...before, retried: false, retryError: stoppedBy });
			} else {
				const outcome = await retryOne(item, String(assignment.id));
				results.push({ ...before, ...outcome.json });
				if (outcome.isFinal) stoppedBy = String(outcome.json.retryError);
			}
		}
		return results;
	},
};

async function fetchFailed(item: ItemContext): Promise<IDataObject[]> {
	const max = limit.get(item);
	const oldest = getOldest(item);
	const code = getFilter(item, errorCode);
	const matches = (assignment: IDataObject): boolean =>
		(oldest === undefined || Date.parse(String(assignment.createdAt)) >= oldest) &&
		(code === undefined ||
			parseFailures(assignment.errors).some((failure) => failure.code === code));

	const isFilteredHere = oldest !== undefined || code !== undefined;
	const listed = await item.client.fetchAll(
		{
			path: ['assignments'],
			query: { ...getFilters(item, assignmentFilters), status: 'failed' },
			intent: 'list the failed assignments',
		},
		// What is filtered out here must not count towards the limit.
		isFilteredHere ? Number.POSITIVE_INFINITY : max,
	);
	return listed.filter(matches).slice(0, max);
}

/** Assignments from before this time are left alone; milliseconds since 1970, undefined without the filter. */
function getOldest(item: ItemContext): number | undefined {
	const hours = getFilter(item, createdWithin);
	if (hours === undefined) return undefined;
	return Date.now() - parseNumber(createdWithin.displayName, hours, { min: 0 }) * HOUR_MS;
}

/** What an assignment was and why it failed; its status changes when it is retried. */
function describeFailed(assignment: IDataObject): IDataObject {
	const explanation = explainFailure(assignment.errors);
	return {
		id: assignment.id ?? null,
		status: assignment.status ?? null,
		platform: assignment.platform ?? null,
		externalId: assignment.externalId ?? null,
		createdAt: assignment.createdAt ?? null,
		failure: assignment.errors ?? [],
		...(explanation === undefined ? {} : { explanation }),
	};
}

async function retryOne(
	{ client }: ItemContext,
	id: string,
): Promise<{ json: IDataObject; isFinal: boolean }> {
	try {
		const { body } = await client.send(retryRequest(id));
		const { status = 'pending' } = withKnown(body, { id });
		return { json: { status, retried: true }, isFinal: false };
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const isFinal = error instanceof ApiError && FINAL_STATUSES.includes(error.status);
		return { json: { retried: false, retryError: message }, isFinal };
	}
}
