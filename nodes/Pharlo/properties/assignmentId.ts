import type { INodeProperties } from 'n8n-workflow';

import { parseAssignmentId } from '../../../domain/assignment';
import { InvalidInputError } from '../../../domain/errors';
import type { Property } from './property';

const definition: INodeProperties = {
	displayName: 'Assignment ID',
	name: 'assignmentId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	description:
		'The ID that Create returned and that every status event has. An address that ends in the ID works too.',
};

export const assignmentId: Property<string> = {
	definition,

	get(item) {
		const id = parseAssignmentId(item.get(definition.name));
		if (id !== undefined) return id;
		throw new InvalidInputError(
			`'${definition.displayName}' has no ID`,
			'Enter the ID of an assignment, or an address that ends in it. The usual cause is an expression that returns nothing.',
		);
	},
};
