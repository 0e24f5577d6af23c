import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { parseChoices } from '../../../../domain/inputs';
import { assignmentId } from '../../properties/assignmentId';
import { ASSIGNMENT } from '../../properties/output';
import { getPayload, payloadPropertiesForUpdate } from '../../properties/payload';
import { getScheduledAt, scheduleProperties } from '../../properties/schedule';
import type { Operation } from '../operation';
import { withKnown } from '../withKnown';
import { fetchStatusWhenRejected, sendWithExplanation } from './explainedConflict';

const change: INodeProperties = {
	displayName: 'Change',
	name: 'changes',
	type: 'multiOptions',
	required: true,
	default: ['schedule'],
	options: [
		{
			name: 'Payload',
			value: 'payload',
			description: 'Title, text, privacy and so on; send everything that should stay',
		},
		{ name: 'Schedule', value: 'schedule', description: 'When it is published' },
	],
};

/** Changes an assignment before it is published (Publishing guide, Updating an assignment). */
export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update assignment to reschedule or change post',
	description: 'Reschedule a post or change what it says, while it is pending or uploaded',
	properties: [
		assignmentId,
		{ definition: change },
		...scheduleProperties({ changes: ['schedule'] }),
		...payloadPropertiesForUpdate({ changes: ['payload'] }),
	],
	output: ASSIGNMENT,
	options: [fetchStatusWhenRejected],

	async execute(item) {
		const id = assignmentId.get(item);
		const changes = parseChoices(change.displayName, item.get(change.name), [
			'payload',
			'schedule',
		]);
		const body: IDataObject = {};
		if (changes.includes('schedule')) body.scheduledAt = getScheduledAt(item, false);
		if (changes.includes('payload')) body.payload = getPayload(item, 'update');
		const updated = await sendWithExplanation(item, id, {
			method: 'PATCH',
			path: ['assignments', id],
			body,
			stateRule: 'Update works while an assignment is pending or uploaded.',
			intent: 'update the assignment',
			onUnknownOutcome: 'It may have been updated. Check it with Get.',
		});
		return [withKnown(updated, { id })];
	},
};
