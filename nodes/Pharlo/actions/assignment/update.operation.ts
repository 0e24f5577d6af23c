import type { IDataObject } from 'n8n-workflow';

import { Refusal } from '../../../../domain/invalidInput';
import { withKnown } from '../answers';
import { assignmentIdField, readAssignmentIdField } from '../../properties/assignmentId';
import { payloadFieldsForUpdate, readPayloadFields } from '../../properties/payload';
import { readScheduleFields, scheduleFields } from '../../properties/schedule';
import type { Operation } from '../operation';
import { readStateField, withStateHelp } from '../stateHelp';

/** Changes an assignment before it is published (Publishing guide, Updating an assignment). */
export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update assignment',
	description: 'Reschedule a publication or change what it says, while it is pending or uploaded',
	fields: [
		assignmentIdField,
		{
			displayName: 'Change',
			name: 'changes',
			type: 'multiOptions',
			required: true,
			default: ['schedule'],
			options: [
				{
					name: 'Payload',
					value: 'payload',
					description: 'Title, text, privacy and so on; send all that should stay',
				},
				{ name: 'Schedule', value: 'schedule', description: 'When it is published' },
			],
		},
		...scheduleFields({ changes: ['schedule'] }),
		...payloadFieldsForUpdate({ changes: ['payload'] }),
		readStateField,
	],

	async run(call) {
		const id = readAssignmentIdField(call);
		const changes = call.parameter('changes') as string[];
		const body: IDataObject = {};
		if (changes.includes('schedule')) body.scheduledAt = readScheduleFields(call);
		if (changes.includes('payload')) body.payload = readPayloadFields(call, 'update');
		if (Object.keys(body).length === 0) {
			throw new Refusal(
				"'Change' is empty",
				'Choose what to change: the schedule, the payload or both.',
			);
		}
		const answer = await withStateHelp(call, id, {
			method: 'PATCH',
			path: ['assignments', id],
			body,
			stateRule: 'Update works while an assignment is pending or uploaded.',
			intent: 'update the assignment',
			onUnknownOutcome: 'It may be updated all the same. See it with Get.',
		});
		return [withKnown(answer, { id })];
	},
};
