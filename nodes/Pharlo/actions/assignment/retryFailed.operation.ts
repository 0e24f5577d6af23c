import type { IDataObject } from 'n8n-workflow';

import { explainFailure, readFailures } from '../../../../domain/failure';
import { readNumber } from '../../../../domain/inputs';
import { toItemError } from '../../transport/errors';
import type { ItemCall } from '../../execution/itemContext';
import { withKnown } from '../answers';
import { ASSIGNMENT_FILTERS, assignmentFilters } from '../../properties/assignmentFilters';
import { filtersField, readFilters, readLimit } from '../../properties/list';
import type { Operation } from '../operation';
import { retryRequest } from './retry.operation';

const HOUR_MS = 3_600_000;

/** After these no further one can succeed either: a bad key, no credits left. */
const ENDS_ALL = ['401', '402'];

/** Lists what failed and queues each of it once more (Code Examples page, Retry a failed assignment). */
export const retryFailed: Operation = {
	value: 'retryFailed',
	name: 'Retry Failed',
	action: 'Retry failed assignments',
	description:
		'Queue failed publications once more, however old they are unless a filter says otherwise',
	fields: [
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
			hint: 'At most this many are retried',
		},
		filtersField([
			...assignmentFilters,
			{
				displayName: 'Created Within (Hours)',
				name: 'createdWithinHours',
				type: 'number',
				default: 24,
				typeOptions: { minValue: 0 },
				description: 'Only assignments that were created within this time',
			},
			{
				displayName: 'Error Code',
				name: 'errorCode',
				type: 'string',
				default: '',
				placeholder: 'e.g. UPLOAD_FAILED',
				description: 'Only assignments that failed for this reason',
			},
		]),
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description: 'Whether to only list what would be retried. Try this first: a retry publishes.',
		},
	],

	async run(call) {
		const isDryRun = call.flag('dryRun', 'Dry Run', false);
		const failed = await findFailed(call);
		const results: IDataObject[] = [];
		let endedBy: string | undefined;
		for (const assignment of failed) {
			const before = describe(assignment);
			if (isDryRun || endedBy !== undefined) {
				results.push({
					...before,
					retried: false,
					...(endedBy === undefined ? {} : { retryError: endedBy }),
				});
				continue;
			}
			const outcome = await retryOne(call, String(assignment.id));
			results.push({ ...before, ...outcome.json });
			endedBy = outcome.endsAll ? String(outcome.json.retryError) : undefined;
		}
		return results;
	},
};

async function findFailed(call: ItemCall): Promise<IDataObject[]> {
	const limit = readLimit(call);
	const oldest = readOldest(call);
	const errorCode = call.text('filters.errorCode');
	const isMeant = (assignment: IDataObject): boolean =>
		(oldest === undefined || Date.parse(String(assignment.createdAt)) >= oldest) &&
		(errorCode === '' || readFailures(assignment.errors).some(({ code }) => code === errorCode));

	const isFilteredHere = oldest !== undefined || errorCode !== '';
	const listed = await call.list(
		{
			path: ['assignments'],
			query: { ...readFilters(call, ASSIGNMENT_FILTERS), status: 'failed' },
			intent: 'list the failed assignments',
		},
		// What is filtered out here must not count against the limit.
		isFilteredHere ? Number.POSITIVE_INFINITY : limit,
	);
	return listed.filter(isMeant).slice(0, limit);
}

/** The time before which assignments are left alone, in milliseconds; none without that filter. */
function readOldest(call: ItemCall): number | undefined {
	const hours = call.text('filters.createdWithinHours');
	if (hours === '') return undefined;
	return Date.now() - readNumber("'Created Within (Hours)'", hours, { min: 0 }) * HOUR_MS;
}

/** What an assignment was, and why it failed; its state changes once it is retried. */
function describe(assignment: IDataObject): IDataObject {
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
	call: ItemCall,
	id: string,
): Promise<{ json: IDataObject; endsAll: boolean }> {
	const answer = await call
		.request(retryRequest(id))
		.catch((error: unknown) => toItemError(call.node, error, call.itemIndex));
	if (!(answer instanceof Error)) {
		const { status = 'pending' } = withKnown(answer, { id });
		return { json: { status, retried: true }, endsAll: false };
	}
	const endsAll = 'httpCode' in answer && ENDS_ALL.includes(String(answer.httpCode));
	return { json: { retried: false, retryError: answer.message }, endsAll };
}
