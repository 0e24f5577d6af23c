import type { IDataObject } from 'n8n-workflow';

import { assignmentSchema } from '../../../../domain/assignment';
import { ApiError } from '../../../../domain/errors';
import { isAnotherPost } from '../../../../domain/existing';
import { alreadyExisted } from '../../../../domain/idempotency';
import type { ItemContext } from '../../execution/itemContext';
import { keepsKeyInNewExecution } from '../../properties/createOptions';
import type { PharloRequest } from '../../transport/request';
import { toExisting, type ExistingAssignments } from './existingAssignments';
import type { NewAssignment, Plan } from './plan';

/**
 * Creates an assignment (Publishing guide, Creating an assignment). One that exists already under the
 * same key is just as good, whichever way Pharlo says so: 200, 201 or 409.
 *
 * @param existing where it is looked for after a 409
 * @param earlier what another item of the run got under the same key
 * @returns what Pharlo responds, the key, and whether it existed already
 * @throws {InvalidInputError} where the key belongs to another post
 */
export async function createAssignment(
	plan: Plan,
	existing: ExistingAssignments,
	earlier: IDataObject | undefined,
): Promise<IDataObject> {
	const { item, assignment } = plan;
	const { client } = item;
	const request = toRequest(item, assignment);
	const { idempotencyKey = null } = assignment;
	const askedAt = Date.now();
	try {
		const { status, headers, body } = await client.send(request);
		const answer = client.parse(body, request, assignmentSchema) as IDataObject;
		const askedForMs = Date.now() - askedAt;
		const existed =
			answer.id === earlier?.id ||
			alreadyExisted(status, headers, answer.createdAt, askedForMs) ||
			isAnotherPost(answer, request.body);
		return existed && idempotencyKey !== null
			? await toExisting(plan, answer)
			: { ...answer, idempotencyKey, alreadyExisted: existed };
	} catch (error) {
		const known = await findAfterConflict(item, request, error, existing, earlier);
		return await toExisting(plan, known);
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
async function findAfterConflict(
	{ client }: ItemContext,
	{ body: { externalId, idempotencyKey, connectionId } }: CreateRequest,
	error: unknown,
	existing: ExistingAssignments,
	earlier: IDataObject | undefined,
): Promise<IDataObject> {
	const isConflict = error instanceof ApiError && error.status === 409;
	if (!isConflict || typeof idempotencyKey !== 'string') throw error;
	const search = {
		idempotencyKey,
		externalId: String(externalId),
		connectionId: String(connectionId),
	};
	const found = earlier ?? (await existing.find(client, search).catch(() => undefined));
	if (found === undefined) throw error;
	return found;
}
