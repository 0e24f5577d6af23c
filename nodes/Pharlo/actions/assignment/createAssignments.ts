import type { IDataObject } from 'n8n-workflow';

import { assignmentSchema } from '../../../../domain/assignment';
import { ApiError, DescribedError } from '../../../../domain/errors';
import { alreadyExisted, findByKey } from '../../../../domain/idempotency';
import type { ItemContext, Run } from '../../execution/itemContext';
import { mapConcurrently, type ItemResult } from '../../execution/run';
import { keepsKeyInNewExecution } from '../../properties/createOptions';
import type { PharloRequest } from '../../transport/request';
import { markFailed } from './automaticKeys';
import type { NewAssignment, Plan } from './plan';

/** What came of one plan. */
export type Created = { readonly item: ItemContext } & (
	| { readonly created: IDataObject }
	| { readonly error: unknown }
);

/** The result of a plan, for operations that end with it. */
export function toResult({ item, ...outcome }: Created): ItemResult {
	const { itemIndex } = item;
	if ('error' in outcome) return { itemIndex, error: outcome.error };
	return { itemIndex, json: [item.withCredits(outcome.created)] };
}

/**
 * Creates what was planned, several assignments at a time.
 *
 * @returns in the order of the plans; those whose turn never came are left out
 */
export async function createAll(run: Run, plans: readonly Plan[]): Promise<Created[]> {
	const ids: string[] = [];
	const results = await mapConcurrently(run, plans, async ({ item, assignment }) => {
		const created = await createAssignment(item, assignment);
		ids.push(String(created.id));
		return created;
	});
	const outcomes = plans.flatMap(({ item }, index): Created[] => {
		const result = results[index];
		if (result === undefined) return [];
		if ('value' in result) return [{ item, created: result.value }];
		return [{ item, error: withCreatedIds(run, result.error, ids) }];
	});
	const failed = outcomes.filter((outcome) => 'error' in outcome);
	markFailed(
		run,
		failed.map(({ item }) => item.itemIndex),
	);
	return outcomes;
}

/** If the workflow stops, its error is the only place that tells what was created with it. */
export function withCreatedIds(run: Run, error: unknown, ids: readonly string[]): unknown {
	if (run.stopsAtError && ids.length > 0 && error instanceof DescribedError) {
		error.description += ` These were created in the same run and will be published: ${ids.join(', ')}.`;
	}
	return error;
}

/**
 * Creates an assignment (Publishing guide, Creating an assignment). One that exists already under the
 * same key is just as good, whichever way Pharlo says so: 200, 201 or 409.
 *
 * @returns what Pharlo responds, the key, and whether it existed already
 */
async function createAssignment(
	item: ItemContext,
	assignment: NewAssignment,
): Promise<IDataObject> {
	const request = toRequest(item, assignment);
	const { idempotencyKey = null } = assignment;
	const askedAt = Date.now();
	try {
		const { status, headers, body } = await item.client.send(request);
		const created = item.client.parse(body, request, assignmentSchema) as IDataObject;
		const askedForMs = Date.now() - askedAt;
		return {
			...created,
			idempotencyKey,
			alreadyExisted: alreadyExisted(status, headers, created.createdAt, askedForMs),
		};
	} catch (error) {
		const existing = await fetchExisting(item, request, error);
		return { ...existing, idempotencyKey, alreadyExisted: true };
	}
}

type CreateRequest = PharloRequest & { readonly body: IDataObject };

function toRequest(item: ItemContext, { content, idempotencyKey }: NewAssignment): CreateRequest {
	const request = {
		method: 'POST',
		path: ['assignments'],
		intent: 'create the assignment',
	} as const;
	if (idempotencyKey === undefined) {
		return {
			...request,
			body: content,
			onUnknownOutcome:
				'It may have been created. Look for it with Get Many before you create it again.',
		};
	}
	// With an external ID it can be found again if Pharlo rejects its key as used.
	const externalId = content.externalId ?? idempotencyKey;
	return {
		...request,
		body: { ...content, externalId, idempotencyKey },
		isRepeatable: true,
		onConflict:
			'The idempotency key was used before, so the post may exist: look for it with Get Many.',
		onUnknownOutcome: keepsKeyInNewExecution(item)
			? `It may have been created. Run it again: Pharlo recognizes the same idempotency key (${idempotencyKey}) and returns the existing assignment.`
			: `It may have been created. Use Retry in the list of executions (n8n 2.14 or newer), which posts nothing twice. Before you run it in any other way, look with Get Many for the external ID ${String(externalId)}.`,
	};
}

/** @throws the error itself, unless it says that the assignment exists and it is found */
async function fetchExisting(
	{ client }: ItemContext,
	{ body }: CreateRequest,
	error: unknown,
): Promise<IDataObject> {
	const { externalId, idempotencyKey } = body;
	const isConflict = error instanceof ApiError && error.status === 409;
	if (!isConflict || typeof idempotencyKey !== 'string') throw error;
	const rows = await client
		.fetchAll({
			path: ['assignments'],
			query: { externalId: String(externalId) },
			intent: 'find the existing assignment',
		})
		.catch((): IDataObject[] => []);
	const found = findByKey(rows, idempotencyKey, externalId);
	if (found === undefined) throw error;
	return found;
}
