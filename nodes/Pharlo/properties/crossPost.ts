import type { INodeProperties } from 'n8n-workflow';

import type { SharedTexts } from '../../../domain/crossPost';
import { InvalidInputError } from '../../../domain/errors';
import {
	isBlank,
	parseChoice,
	parseJsonObject,
	parseNumber,
	parseText,
} from '../../../domain/inputs';
import { requireZone, spreadTimes, toScheduledAt } from '../../../domain/schedule';
import type { ItemParameters } from '../execution/itemContext';
import type * as loadOptions from '../methods/loadOptions';
import { crossPostDetails, type ConnectionNames } from './crossPostDetails';
import { contentType } from './content';
import { mediaProperties } from './media';
import type { PanelProperty, Property } from './property';
import { getDateAndTime, getZone, scheduleLabels, scheduleProperties } from './schedule';

const connectionsDefinition: INodeProperties = {
	displayName: 'Connection Names or IDs',
	name: 'connectionIds',
	type: 'multiOptions',
	required: true,
	default: [],
	typeOptions: { loadOptionsMethod: 'getConnections' satisfies keyof typeof loadOptions },
	description:
		'The channels and pages to publish to. Choose from the list, or specify IDs, as an array or separated by commas, using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	builderHint: {
		propertyHint: 'Take the IDs from the list; never make one up. An expression may give an array.',
	},
};

const CHOOSE =
	'Choose at least one channel or page, or use an expression that gives their IDs as an array or separated by commas.';

/** The IDs as entered, in their order; one of them may be there twice. */
export const connections: Property<string[]> = {
	definition: connectionsDefinition,

	get: (item) => {
		const { displayName, name } = connectionsDefinition;
		const value = item.get(name);
		if (isBlank(value)) throw new InvalidInputError(`'${displayName}' is empty`, CHOOSE);
		const entries = Array.isArray(value) ? value : splitIds(parseText(displayName, value) ?? '');
		return entries.map((entry: unknown) => {
			const id = parseText(displayName, entry);
			if (id !== undefined) return id;
			throw new InvalidInputError(
				`'${displayName}' has an entry that is empty`,
				'Correct the expression, so that it gives only IDs of connections.',
			);
		});
	},
};

/** An expression inside a text gives an array as JSON. */
function splitIds(text: string): unknown[] {
	if (!text.startsWith('[')) return text.split(',');
	try {
		const parsed: unknown = JSON.parse(text);
		return Array.isArray(parsed) ? parsed : [parsed];
	} catch {
		return [text];
	}
}

const titleDefinition: INodeProperties = {
	displayName: 'Title',
	name: 'title',
	type: 'string',
	default: '',
	placeholder: 'e.g. Product Demo',
	description: 'The title wherever the platform has one; Facebook posts have none',
};

const textDefinition: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. See what is new',
	description: 'The description on YouTube, the message on Facebook',
};

/** What is entered once for all connections. */
export function getTexts(item: ItemParameters): SharedTexts {
	return { title: item.getText(titleDefinition), text: item.getText(textDefinition) };
}

const publishDefinition: INodeProperties = {
	displayName: 'Publish',
	name: 'publish',
	type: 'options',
	default: 'now',
	options: [
		{ name: 'Now', value: 'now', description: 'As soon as Pharlo has processed it' },
		{ name: 'At a Date and Time', value: 'scheduled', description: 'Everywhere at the same time' },
		{
			name: 'One After the Other',
			value: 'spread',
			description: 'The first connection at a date and time, each other one some minutes later',
		},
		{
			name: 'At a Time for Each Connection',
			value: 'each',
			description: 'For example at each one’s own prime time',
		},
	],
};

const MODES = ['now', 'scheduled', 'spread', 'each'] as const;

const intervalDefinition: INodeProperties = {
	displayName: 'Minutes Between',
	name: 'minutesBetween',
	type: 'number',
	default: 30,
	typeOptions: { minValue: 1 },
	displayOptions: { show: { publish: ['spread'] } },
	description: 'How long after one connection the next one publishes',
};

const timesDefinition: INodeProperties = {
	displayName: 'Dates and Times (JSON)',
	name: 'publishTimes',
	type: 'json',
	default: '{}',
	displayOptions: { show: { publish: ['each'] } },
	hint: 'For example {"youtube": "2027-03-28T18:00:00", "facebook": "2027-03-28T19:00:00[America/New_York]"}',
	description:
		'A date and time for each connection, by the ID of the connection or the name of its platform. One without an offset or a time zone of its own is taken in the time zone below.',
};

/** What to publish, on which channels and when. */
export const crossPostProperties: readonly PanelProperty[] = [
	connections,
	contentType,
	...mediaProperties,
	{ definition: titleDefinition },
	{ definition: textDefinition },
	...crossPostDetails,
	{ definition: publishDefinition },
	{ definition: timesDefinition },
	...scheduleProperties(
		{ publish: ['scheduled', 'spread'] },
		{ publish: ['scheduled', 'spread', 'each'] },
	),
	{ definition: intervalDefinition },
];

const ifInvalidDefinition: INodeProperties = {
	displayName: 'If a Connection Is Invalid',
	name: 'ifInvalid',
	type: 'options',
	default: 'stop',
	options: [
		{
			name: 'Publish Nothing',
			value: 'stop',
			description: 'An item is published on all of its connections or on none',
		},
		{
			name: 'Skip It and Tell',
			value: 'skip',
			description: 'The others are published; the output says which one was left out, and why',
		},
	],
	description: 'What happens when a post cannot be published on one of its connections',
};

/** What happens to the other connections of an item. */
export const ifInvalid: Property<'stop' | 'skip'> = {
	definition: ifInvalidDefinition,
	get: (item) =>
		parseChoice(ifInvalidDefinition.displayName, item.getOption(ifInvalidDefinition), [
			'stop',
			'skip',
		]),
};

/**
 * The value that is entered for a connection: by its own ID, or else by the name of its platform.
 *
 * @returns undefined where there is none
 */
function entryFor<T>(
	entries: ReadonlyMap<string, T>,
	{ id, platform = '' }: ConnectionNames,
): T | undefined {
	return entries.get(id.toLowerCase()) ?? entries.get(platform.toLowerCase());
}

/** The time of the connection in a place, counted from 0; throws as {@link toScheduledAt}. */
export type GetTime = (connection: ConnectionNames, place: number) => string;

/**
 * When to publish.
 *
 * @returns undefined for now; else gives RFC 3339 with an explicit offset
 * @throws {InvalidInputError} when what holds for all connections is invalid
 */
export function getTimes(item: ItemParameters, now: Date): GetTime | undefined {
	const mode = parseChoice(publishDefinition.displayName, item.get(publishDefinition.name), MODES);
	if (mode === 'now') return undefined;
	const zone = getZone(item);
	const labels = scheduleLabels(true);
	requireZone(labels.zone, zone);
	if (mode === 'each') {
		const times = getTimesByName(item);
		const ofTimes = { ...labels, time: timesDefinition.displayName };
		return (connection) => toScheduledAt(ofTimes, timeOf(times, connection), zone, now);
	}
	const value = getDateAndTime(item);
	if (mode === 'scheduled') return () => toScheduledAt(labels, value, zone, now);
	const timeAt = spreadTimes(labels.time, value, zone, getInterval(item));
	return (_connection, place) => toScheduledAt(labels, timeAt(place), zone, now);
}

function getInterval(item: ItemParameters): number {
	const { displayName, name } = intervalDefinition;
	return parseNumber(displayName, item.get(name), { min: 1, max: 525_600, whole: true });
}

function getTimesByName(item: ItemParameters): ReadonlyMap<string, unknown> {
	const { displayName, name } = timesDefinition;
	const times = parseJsonObject(
		displayName,
		item.get(name),
		'Enter an object, for example {"youtube": "2027-03-28T18:00:00"}.',
	);
	return new Map(Object.entries(times).map(([key, time]) => [key.trim().toLowerCase(), time]));
}

function timeOf(times: ReadonlyMap<string, unknown>, connection: ConnectionNames): unknown {
	const time = entryFor(times, connection);
	if (!isBlank(time)) return time;
	throw new InvalidInputError(
		`'${timesDefinition.displayName}' has no time for the connection ${connection.id}`,
		'Add one under the ID of the connection, or under the name of its platform.',
	);
}
