import type { INodeProperties } from 'n8n-workflow';

import { readAssignmentId } from '../../../domain/assignment';
import { Refusal } from '../../../domain/invalidInput';
import type { ItemCall } from '../execution/itemContext';

export const assignmentIdField: INodeProperties = {
	displayName: 'Assignment ID',
	name: 'assignmentId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	description:
		'The ID that Create returned and every status event carries. An address that ends in the ID works too.',
};

/** @throws {Refusal} when the field holds no ID */
export function readAssignmentIdField(call: ItemCall): string {
	const id = readAssignmentId(call.parameter('assignmentId'));
	if (id === undefined) {
		throw new Refusal(
			"'Assignment ID' holds no ID",
			'Enter the ID of an assignment, or an address that ends in it. An empty expression is the usual cause.',
		);
	}
	return id;
}
