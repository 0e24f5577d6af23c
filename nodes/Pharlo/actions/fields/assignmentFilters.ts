import type { INodeProperties } from 'n8n-workflow';

import { connectionLocator } from './connection';

/** Filters that narrow down assignments; Pharlo applies them itself (Publishing guide). */
export const assignmentFilters: INodeProperties[] = [
	{ ...connectionLocator, description: 'Only what goes to this channel or page' },
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '',
		description: 'Only the assignments that were created with this ID of yours',
	},
	{
		displayName: 'Platform',
		name: 'platform',
		type: 'string',
		default: '',
		placeholder: 'e.g. youtube',
		description: 'Slug of a platform, such as youtube or facebook',
	},
];

export const ASSIGNMENT_FILTERS = ['connectionId', 'externalId', 'platform'];
