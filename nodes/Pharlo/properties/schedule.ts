import type { INodeProperties } from 'n8n-workflow';

import { parseChoice } from '../../../domain/inputs';
import { toScheduledAt, type ScheduleLabels } from '../../../domain/schedule';
import type { ItemParameters } from '../execution/itemContext';
import { WORKFLOW_TIMEZONE } from '../methods/specialChoices';
import type * as listSearch from '../methods/listSearch';
import { shownIf, type PanelProperty, type Property, type Show } from './property';

const publishDefinition: INodeProperties = {
	displayName: 'Publish',
	name: 'publish',
	type: 'options',
	default: 'now',
	options: [
		{ name: 'Now', value: 'now', description: 'As soon as Pharlo has processed it' },
		{ name: 'At a Date and Time', value: 'scheduled', description: 'Pharlo keeps it until then' },
	],
};

/** Only the two choices are accepted: what is planned for later must not be posted now. */
export const publish: Property<'now' | 'scheduled'> = {
	definition: publishDefinition,
	get: (item) =>
		parseChoice(publishDefinition.displayName, item.get(publishDefinition.name), [
			'now',
			'scheduled',
		]),
};

const dateAndTime: INodeProperties = {
	displayName: 'Date and Time',
	name: 'scheduledAt',
	type: 'dateTime',
	required: true,
	default: '',
	description:
		'When to publish, in the time zone below. A value with an offset keeps its own. When clocks go back and an hour happens twice, the first one is used.',
};

const timeZone: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timezone',
	type: 'resourceLocator',
	default: { mode: 'list', value: WORKFLOW_TIMEZONE, cachedResultName: 'Workflow Time Zone' },
	description: 'The time zone of the date and time above',
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
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Europe/Berlin' },
	],
};

/** What the panel calls one of a parameter's options. */
function nameOf({ options = [] }: INodeProperties, value: string): string {
	return options.find((option) => 'value' in option && option.value === value)?.name ?? value;
}

/**
 * Date, time and time zone, shown under a condition.
 *
 * @param zoneShow the condition of the time zone, where it is needed for more
 */
export function scheduleProperties(show: Show, zoneShow = show): PanelProperty[] {
	return [shownIf(show, { definition: dateAndTime }), shownIf(zoneShow, { definition: timeZone })];
}

/** The IANA name of the chosen time zone, e.g. `Europe/Berlin`; it may not exist. */
export function getZone(item: ItemParameters): string {
	const zone = item.getTypedText(timeZone) ?? WORKFLOW_TIMEZONE;
	return zone === WORKFLOW_TIMEZONE ? item.context.getTimezone() : zone;
}

/** The date and time as it was entered, of whatever type. */
export function getDateAndTime(item: ItemParameters): unknown {
	return item.get(dateAndTime.name);
}

/** @param canBeNow whether the operation can publish at once instead */
export function scheduleLabels(canBeNow: boolean): ScheduleLabels {
	return {
		time: dateAndTime.displayName,
		zone: timeZone.displayName,
		ifPast: canBeNow
			? `Choose a later time, or set '${publishDefinition.displayName}' to '${nameOf(publishDefinition, 'now')}'.`
			: 'Choose a later time.',
	};
}

/**
 * The chosen publish time.
 *
 * @param canBeNow whether the operation can publish at once instead
 * @returns RFC 3339 with an explicit offset
 * @throws {InvalidInputError} when the time or the time zone is invalid, or the time has passed
 */
export function getScheduledAt(item: ItemParameters, canBeNow: boolean): string {
	return toScheduledAt(scheduleLabels(canBeNow), getDateAndTime(item), getZone(item), new Date());
}
