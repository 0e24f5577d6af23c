import type { IDataObject } from 'n8n-workflow';

import { omit } from '../../../../domain/omit';
import { Refusal } from '../../../../domain/invalidInput';
import { openOnes, type Wait, type WaitingFor } from '../../../../domain/wait';
import { canSplitOutputs, outputsField, toOutputs } from '../../waiting/outcomes';
import type { ItemCall } from '../../execution/itemContext';
import { failedItem, waitItems } from '../../execution/results';
import { requireCallbacks } from '../../waiting/requireCallbacks';
import { storeWait } from '../../waiting/store';
import { suspend } from '../../waiting/suspend';
import { optionsField } from '../../properties/createOptions';
import { readTimeLimit, timeLimitField } from '../../properties/timeLimit';
import type { JointOperation } from '../operation';
import { readBatch, type Batch } from './batch';
import { createEach } from './createAssignment';
import { lookOnce, readLookAfter, toFailure } from './lookOnce';
import { assignmentFields } from './newAssignment';

/**
 * Creates publishing jobs, puts the execution to sleep and continues when Pharlo reports what
 * happened to them (Webhooks guide). What happens then is in `waiting/resume.ts`.
 */
export const createAndWait: JointOperation = {
	value: 'createAndWait',
	name: 'Create and Wait',
	action: 'Create assignment and wait until it is published',
	description: 'Publish, let the execution sleep, and continue when the post is live or has failed',
	fields: [
		...assignmentFields,
		timeLimitField(
			'After this time the workflow continues without knowing. For a scheduled post it counts from the publish time. n8n looks once a minute.',
		),
		outputsField,
		{
			displayName:
				'All items wait together and continue together. Each post that ends while others are open costs one credit per 50 posts. To continue one by one, use Loop Over Items with a batch size of 1.',
			name: 'batchNotice',
			type: 'notice',
			default: '',
		},
		optionsField([
			{
				displayName: 'Look Before Waiting (Seconds)',
				name: 'lookBeforeWaitingSeconds',
				type: 'number',
				default: 2,
				typeOptions: { minValue: 0 },
				description:
					'Looks at all posts once after this time, for one credit per 50 posts, in case one ends before the execution sleeps. 0 turns it off: then Pharlo has to report again.',
			},
			{
				displayName: 'Publish Delay (Seconds)',
				name: 'publishDelaySeconds',
				type: 'number',
				default: 0,
				typeOptions: { minValue: 0 },
				description:
					"Publishes 'Now' this much later, so that nothing ends before the execution sleeps. Free of charge, but the clock of this n8n has to be right.",
			},
		]),
	],
	// What is asked while the execution sleeps cannot be stored, so a sum would be wrong.
	withoutCredits: true,

	async runAll(calls) {
		const [first] = calls;
		if (first === undefined) return [[]];
		const byOutcome = readByOutcome(first);
		const limitMinutes = readTimeLimit(first);
		const lookAfterSeconds = readLookAfter(first);
		const resumeUrl = requireCallbacks(first);
		const batch = readBatch(calls, resumeUrl);
		const created = await createAll(first, batch, { limitMinutes, byOutcome });
		const wait = await lookOnce(calls, created, lookAfterSeconds, resumeUrl);
		storeWait(first.context, wait);
		if (openOnes(wait.assignments).length === 0) {
			return toOutputs(waitItems(first.node, wait), byOutcome);
		}
		return await suspend(first.context, wait, latestStart(batch), resumeUrl);
	},
};

function readByOutcome(call: ItemCall): boolean {
	const byOutcome = call.parameter('outputs') === 'byOutcome';
	if (!byOutcome || canSplitOutputs()) return byOutcome;
	throw new Refusal(
		"'One for Each Outcome' needs n8n 2.39 or later",
		"An older n8n loses what leaves by other outputs than the first when it goes on. Set 'Outputs' to 'One for All' and tell the outcomes apart by the field 'outcome', for example with Switch.",
	);
}

async function createAll(
	first: ItemCall,
	{ planned, refused, externalId }: Batch,
	settings: Pick<Wait, 'limitMinutes' | 'byOutcome'>,
): Promise<Wait> {
	const assignments: WaitingFor[] = [];
	const failures = refused.map(toFailure);
	for (const { call, result } of await createEach(first, planned)) {
		if (result instanceof Error) failures.push(toFailure(failedItem(call, result)));
		else assignments.push(toWaitingFor(call, result));
	}
	return { assignments, failures, externalId: externalId ?? null, ...settings };
}

function toWaitingFor({ itemIndex }: ItemCall, created: IDataObject): WaitingFor {
	const json = omit(created, 'callbackUrl');
	return { ...json, id: String(created.id), status: created.status, itemIndex };
}

/** In milliseconds; what is published at once starts now. */
function latestStart({ planned }: Batch): number {
	const starts = planned.map(({ assignment }) =>
		Date.parse(String(assignment.content.scheduledAt)),
	);
	return Math.max(Date.now(), ...starts.filter((start) => !Number.isNaN(start)));
}
