import { NodeApiError, type INodeProperties } from 'n8n-workflow';

import { assignmentSchema } from '../../../domain/assignment';
import { adviceOnState } from '../../../domain/lifecycle';
import type { PharloRequest } from '../transport/PharloClient';
import type { ItemCall } from '../execution/itemContext';
import { assignmentRequest } from './requests';

export const readStateField: INodeProperties = {
	displayName: 'Read State When Refused',
	name: 'readStateWhenRefused',
	type: 'boolean',
	default: false,
	description:
		'Whether to read the assignment when its state does not allow this, so that the message tells the state; costs a credit each time',
};

/** A request that only some states of an assignment allow. */
export type StateRequest = PharloRequest & { readonly stateRule: string };

/**
 * Sends a request that only some states allow. Where Pharlo refuses it for the state, and the user
 * wishes so, the assignment is read and the message says which state it is in.
 */
export async function withStateHelp(
	call: ItemCall,
	id: string,
	request: StateRequest,
): Promise<unknown> {
	const answer = await call.request(request).catch((error: unknown) => error);
	if (!(answer instanceof Error)) return answer;
	if (
		answer instanceof NodeApiError &&
		answer.httpCode === '409' &&
		call.flag('readStateWhenRefused', 'Read State When Refused', false)
	) {
		const status = await readStatus(call, id);
		if (status !== undefined) answer.description = adviceOnState(request.stateRule, status);
	}
	throw answer;
}

/** The status, or nothing where it cannot be read: the refusal itself is what must be told. */
async function readStatus(call: ItemCall, id: string): Promise<string | undefined> {
	const answer = await call.request(assignmentRequest(id)).catch(() => undefined);
	const parsed = assignmentSchema.safeParse(answer);
	const status = parsed.success ? parsed.data.status : undefined;
	return typeof status === 'string' ? status : undefined;
}
