import type { INodeProperties } from 'n8n-workflow';

import { connectionLocator } from './connection';
import { platformFilter } from './platform';

/** Filters that narrow down assignments; Pharlo applies them itself (Publishing guide). */
export const assignmentFilters: INodeProperties[] = [
	{ ...connectionLocator, description: 'Only what goes to this channel or page' },
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		placeholder: 'e.g. row-123',
		description: 'Only the assignments that were created with this ID of yours',
	},
	platformFilter,
];

export const ASSIGNMENT_FILTERS = ['connectionId', 'externalId', 'platform'];
