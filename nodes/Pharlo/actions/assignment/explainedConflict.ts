import type { INodeProperties } from 'n8n-workflow';

import { explainConflict } from '../../../../domain/assignment';
import { ApiError } from '../../../../domain/errors';
import { parseFlag } from '../../../../domain/inputs';
import type { ItemContext } from '../../execution/itemContext';
import type { PanelProperty } from '../../properties/property';
import type { PharloRequest } from '../../transport/request';

const definition: INodeProperties = {
	displayName: 'Get Status If Rejected',
	name: 'readStateWhenRefused',
	type: 'boolean',
	default: false,
	description:
		'Whether to fetch the assignment when its status does not allow this, so that the error names the status; costs a credit each time',
};

/** For operations that only some statuses of an assignment allow. */
export const fetchStatusWhenRejected: PanelProperty = { definition };

/** A request that only some statuses of an assignment allow. */
export type StateRequest = PharloRequest & { readonly stateRule: string };

/**
 * Sends a request that only some statuses allow. If Pharlo rejects it for the status, and the user wants
 * that, the assignment is fetched and the error says which status it has.
 *
 * @returns the body of the response
 */
export async function sendWithExplanation(
	item: ItemContext,
	id: string,
	request: StateRequest,
): Promise<unknown> {
	// Before anything is sent, although only a rejection needs it.
	const fetchesStatus = parseFlag(definition.displayName, item.getOption(definition));
	const response = await item.client.send(request).catch(async (error: unknown) => {
		if (fetchesStatus) await explain(item, id, request, error);
		throw error;
	});
	return response.body;
}

/** Adds to a rejection which status the assignment has. */
async function explain(
	item: ItemContext,
	id: string,
	{ stateRule }: StateRequest,
	error: unknown,
): Promise<void> {
	if (!(error instanceof ApiError) || error.status !== 409) return;
	// If the status is not available either, the rejection itself is what the user must see.
	const { status } = await item.client.fetchAssignment(id).catch(() => ({ status: undefined }));
	if (typeof status === 'string') error.description = explainConflict(stateRule, status);
}
