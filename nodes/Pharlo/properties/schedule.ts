import type { INodeProperties } from 'n8n-workflow';

import { toScheduledAt } from '../../../domain/schedule';
import type { Show } from './platform';
import type { ItemCall } from '../execution/itemContext';
import type * as listSearch from '../methods/listSearch';

/** Stands for the workflow's own time zone in the list. */
export const WORKFLOW_TIMEZONE = 'workflow';

/** Date, time and time zone, shown under the given condition. */
export function scheduleFields(show: Show): INodeProperties[] {
	const displayOptions = { show };
	return [
		{
			displayName: 'Date and Time',
			name: 'scheduledAt',
			type: 'dateTime',
			required: true,
			default: '',
			displayOptions,
			description:
				'When to publish, on the clock of the time zone below. A value that carries an offset keeps its own. When clocks go back and an hour happens twice, the first one is used.',
		},
		{
			displayName: 'Time Zone',
			name: 'timezone',
			type: 'resourceLocator',
			default: { mode: 'list', value: WORKFLOW_TIMEZONE, cachedResultName: 'Workflow Time Zone' },
			displayOptions,
			description: 'The clock that the date and time above are read on',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: {
						searchListMethod: 'searchTimezones' satisfies keyof typeof listSearch,
						searchable: true,
					},
				},
				{
					displayName: 'By Name',
					name: 'name',
					type: 'string',
					placeholder: 'e.g. Europe/Berlin',
				},
			],
		},
	];
}

/**
 * @returns RFC 3339 with an explicit offset
 * @throws {Refusal} when the time is of no use
 */
export function readScheduleFields(call: ItemCall): string {
	const zone = call.text('timezone', WORKFLOW_TIMEZONE);
	return toScheduledAt(
		call.parameter('scheduledAt'),
		zone === '' || zone === WORKFLOW_TIMEZONE ? call.context.getTimezone() : zone,
		new Date(),
	);
}
