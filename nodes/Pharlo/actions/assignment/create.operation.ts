import type { IDataObject } from 'n8n-workflow';

import { hintsAfterCreate } from '../../../../domain/hints';
import type { ItemContext, Run } from '../../execution/itemContext';
import { FileAddresses } from '../../files/fileAddress';
import { callbackOptions, createOptions, getCallbackUrl } from '../../properties/createOptions';
import { USE_URL } from '../../properties/media';
import { NEW_ASSIGNMENT } from '../../properties/output';
import type { BatchOperation } from '../operation';
import { createAll, resultThatStops, toResult, type Created } from './createAssignments';
import { newAssignmentProperties } from './plan';
import { planAll } from './planAll';
import { warningsOfDeletion } from './publishFiles';

/** Creates assignments (Publishing guide, Creating an assignment). */
export const create: BatchOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create assignment to publish or schedule post',
	description: 'Publish a video or post, at once or at a chosen time',
	builderHint:
		'Publishes for real and costs three credits for each item. While a workflow is being built, use check with the same parameters instead.',
	properties: newAssignmentProperties,
	output: NEW_ASSIGNMENT,
	options: [...createOptions, ...callbackOptions],

	async executeAll(items, run) {
		const addresses = new FileAddresses(run, USE_URL);
		const { plans, invalid } = await planAll(run, items, {
			more: getCallback,
			addresses,
			keepsFiles: false,
			findsExisting: true,
		});
		if (run.stopsAtError && invalid.length > 0) return invalid;
		const created = await createAll(run, plans, addresses);
		for (const warning of warningsOfDeletion(run, plans)) run.client.record.warn(warning);
		hintAfter(run, created);
		const stopping = resultThatStops(run, created, plans.length);
		return stopping === undefined ? [...created.map(toResult), ...invalid] : [stopping];
	},
};

/** Tells what the output alone does not. In a loop only the first pass has hints: they would be repeated for each item. */
export function hintAfter({ index, client }: Run, outcomes: readonly Created[]): void {
	if (index > 0) return;
	const posts = outcomes.flatMap((outcome) =>
		'created' in outcome ? [{ asked: outcome.assignment.content, created: outcome.created }] : [],
	);
	const balances = outcomes.flatMap(({ item }) => item.client.credits.balance ?? []);
	const left = balances.length === 0 ? null : Math.min(...balances);
	for (const hint of hintsAfterCreate(posts, left)) client.record.remark(hint);
}

/** Where Pharlo reports, as a key of the request body. */
export function getCallback(item: ItemContext): IDataObject {
	const callbackUrl = getCallbackUrl(item);
	return callbackUrl === undefined ? {} : { callbackUrl };
}
