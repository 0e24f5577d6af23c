import { NodeApiError, type IDataObject } from 'n8n-workflow';

import { assignmentSchema } from '../../../../domain/assignment';
import { alreadyExisted, findByKey } from '../../../../domain/existing';
import { readAnswer } from '../../transport/answers';
import { toItemError } from '../../transport/errors';
import type { PharloRequest } from '../../transport/PharloClient';
import type { ItemCall } from '../../execution/itemContext';
import { outlivesExecution } from '../../properties/createOptions';
import { sideBySide } from '../../execution/mapConcurrently';
import type { NewAssignment, Plan } from './newAssignment';

/** What became of one plan. */
interface Attempted {
	readonly call: ItemCall;
	readonly result: IDataObject | Error;
}

/**
 * Creates what was planned, several at a time.
 *
 * @param first of the run that all belong to
 * @returns in the order of the plans; those whose turn never came are left out
 */
export async function createEach(
	first: ItemCall,
	planned: readonly Plan[],
): Promise<readonly Attempted[]> {
	const known: string[] = [];
	const results = await sideBySide(first, planned, async ({ call, assignment }) => {
		const created = await createAssignment(call, assignment);
		known.push(String(created.id));
		return created;
	});
	return planned.flatMap(({ call }, index) => {
		const result = results[index];
		if (result === undefined) return [];
		return {
			call,
			result: 'value' in result ? result.value : withCreated(call, result.error, known),
		};
	});
}

/** Where the workflow stops, its error is the last that is heard of what was created with it. */
export function withCreated(call: ItemCall, thrown: unknown, created: readonly string[]): Error {
	const error = toItemError(call.node, thrown, call.itemIndex);
	if (created.length > 0 && !call.context.continueOnFail()) {
		error.description = `${error.description ?? ''} Created with it and on their way: ${created.join(', ')}.`;
	}
	return error;
}

/**
 * Creates an assignment (Publishing guide, Creating an assignment). One that exists already under
 * the same key is as good, whichever way Pharlo says so: 200, 201 or 409.
 *
 * @returns what Pharlo answers, the key, and whether it existed already
 * @throws {NodeApiError} when it was refused, or when nobody knows
 */
async function createAssignment(call: ItemCall, assignment: NewAssignment): Promise<IDataObject> {
	const request = requestFor(call, assignment);
	const { idempotencyKey = null } = assignment;
	const askedAt = Date.now();
	try {
		const { status, headers, body } = await call.exchange(request);
		const created = readAnswer(call.node, body, request, assignmentSchema) as IDataObject;
		const askedFor = Date.now() - askedAt;
		return {
			...created,
			idempotencyKey,
			alreadyExisted: alreadyExisted(status, headers, created.createdAt, askedFor),
		};
	} catch (error) {
		const existing = await findExisting(call, request, error);
		return { ...existing, idempotencyKey, alreadyExisted: true };
	}
}

type CreateRequest = PharloRequest & { readonly body: IDataObject };

function requestFor(call: ItemCall, { content, idempotencyKey }: NewAssignment): CreateRequest {
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
				'It may have been created all the same. Look for it with Get Many before you create it again.',
		};
	}
	// By the external ID it can be found again, should its key be refused as used.
	const externalId = content.externalId ?? idempotencyKey;
	return {
		...request,
		body: { ...content, externalId, idempotencyKey },
		isRepeatable: true,
		onConflict:
			'The idempotency key was used before, so the post may well exist: look for it with Get Many.',
		onUnknownOutcome: outlivesExecution(call)
			? `It may have been created all the same. Run it again: by the same idempotency key (${idempotencyKey}) Pharlo recognizes it and returns the existing one.`
			: `It may have been created all the same. Use Retry in the list of executions (n8n 2.14 or newer), which posts nothing twice. Before you run it in any other way, look with Get Many for the external ID ${String(externalId)}.`,
	};
}

/** @throws the error itself, where it says something else or the assignment cannot be found */
async function findExisting(
	call: ItemCall,
	{ body }: CreateRequest,
	error: unknown,
): Promise<IDataObject> {
	const { externalId, idempotencyKey } = body;
	const isRepeated = error instanceof NodeApiError && error.httpCode === '409';
	if (!isRepeated || typeof idempotencyKey !== 'string') throw error;
	const rows = await call
		.list({
			path: ['assignments'],
			query: { externalId: String(externalId) },
			intent: 'find the assignment that exists already',
		})
		.catch((): IDataObject[] => []);
	const found = findByKey(rows, idempotencyKey, externalId);
	if (found === undefined) throw error;
	return found;
}
