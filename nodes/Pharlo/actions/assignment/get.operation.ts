import type { IDataObject } from 'n8n-workflow';

import { assignmentSchema } from '../../../../domain/assignment';
import { readAnswer } from '../../transport/answers';
import { assignmentIdField, readAssignmentIdField } from '../../properties/assignmentId';
import { simplifyAssignment, simplifyField } from '../../properties/simplify';
import type { Operation } from '../operation';
import { assignmentRequest } from '../requests';

/** Reads one assignment (Code Examples page, Poll for assignment completion). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get assignment',
	description: 'See the status of a publication, its public address, or why it was not published',
	fields: [assignmentIdField, simplifyField],

	async run(call) {
		const request = assignmentRequest(readAssignmentIdField(call));
		const answer = await call.request(request);
		const assignment = readAnswer(call.node, answer, request, assignmentSchema);
		return [simplifyAssignment(call, assignment as IDataObject)];
	},
};
