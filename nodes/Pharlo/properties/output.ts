import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { explainFailure } from '../../../domain/failure';
import { parseChoice, parseChoices } from '../../../domain/inputs';
import { connectionNameOf, titleOf } from '../../../domain/title';
import { OUTCOME_ESSENTIALS, pick } from '../../../domain/wait';
import type { ItemContext } from '../execution/itemContext';
import type { PanelProperty } from './property';
import { simplify } from './simplify';

/** The fields of an operation's output, between which the user of an AI tool chooses. */
export interface OutputFields {
	/** What Simplified leaves, null where Pharlo sends nothing. */
	readonly essentials: readonly string[];
	/** What Simplified leaves where it is there. */
	readonly atTimes?: readonly string[];
	readonly others: readonly string[];
}

/** n8n's guidelines recommend ten at most; an assignment has about eighteen. */
export const ASSIGNMENT: OutputFields = {
	essentials: [
		'id',
		'status',
		'title',
		'platformUrl',
		'errors',
		'platform',
		'type',
		'connectionId',
		'scheduledAt',
		'externalId',
	],
	atTimes: ['connectionName', 'explanation'],
	others: ['createdAt', 'idempotencyKey', 'mediaUrl', 'payload', 'platformPostId', 'updatedAt'],
};

/** Of an assignment that has just been created, or existed already. */
export const NEW_ASSIGNMENT: OutputFields = {
	...ASSIGNMENT,
	essentials: [...ASSIGNMENT.essentials.filter((name) => name !== 'title'), 'alreadyExisted'],
	atTimes: ['connectionName', 'differsIn', 'explanation', 'scheduledAtLocal'],
};

/** Of an assignment that was waited for. */
export const OUTCOME: OutputFields = {
	...OUTCOME_ESSENTIALS,
	others: [
		'createdAt',
		'idempotencyKey',
		'mediaUrl',
		'payload',
		'platformPostId',
		'scheduledAt',
		'type',
		'updatedAt',
	],
};

export const CONNECTION: OutputFields = {
	essentials: ['id', 'platform', 'name', 'isActive', 'tokenExpiresAt'],
	others: ['createdAt', 'externalId', 'organizationId', 'thumbnailUrl'],
};

/** What the user asked for with an option stays. */
const CREDITS = ['creditsUsed', 'creditsBalance'];

const MODES = ['simplified', 'raw', 'selectedFields'] as const;

type Mode = (typeof MODES)[number];

/** An operation as far as its output is concerned. */
interface Described {
	readonly properties: readonly PanelProperty[];
	/** Left out where the output is short anyway. */
	readonly output?: OutputFields;
}

/** Elsewhere the next node picks what it needs. */
const OF_A_TOOL = { '@tool': [true] };

const modeDefinition: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'raw',
	options: [
		{ name: 'Simplified', value: 'simplified', description: 'The most important fields' },
		{ name: 'Raw', value: 'raw', description: 'Everything that the operation returns' },
		{
			name: 'Selected Fields',
			value: 'selectedFields',
			description: 'Only fields that you choose',
		},
	],
	description: 'What the model gets of the output',
};

const fieldsDefinition: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	required: true,
	default: [],
	description: 'The fields that the model gets',
};

/**
 * The properties that choose what a model gets. Without them a tool returns what it always did: Simplify
 * is not shown in it any more, but where it was saved as off, Output begins with Raw.
 */
export function outputProperties({ output, properties }: Described): PanelProperty[] {
	if (output === undefined) return [];
	const inTool = (definition: INodeProperties, show: object = {}): PanelProperty => ({
		definition: { ...definition, displayOptions: { show: { ...OF_A_TOOL, ...show } } },
	});
	const mode = properties.includes(simplify)
		? [
				inTool({ ...simplify.definition, type: 'hidden' }),
				inTool({ ...modeDefinition, default: 'simplified' }, { simplify: [true] }),
				inTool(modeDefinition, { simplify: [false] }),
			]
		: [inTool(modeDefinition)];
	const options = namesOf(output).map((name) => ({ name, value: name }));
	return [...mode, inTool({ ...fieldsDefinition, options }, { output: ['selectedFields'] })];
}

/**
 * How the output objects of a tool are cut down to what the model gets.
 *
 * @throws {InvalidInputError} naming the property, also for a field that is blank or that nobody knows:
 *   the model would get nothing, and take it for an answer
 */
export function getToolOutput(
	item: ItemContext,
	{ output: fields, properties }: Described,
): (json: IDataObject) => IDataObject {
	const mode = fields === undefined ? 'raw' : getMode(item, properties.includes(simplify));
	if (fields === undefined || mode === 'raw') return (json) => json;
	if (mode === 'simplified') return (json) => pickEssentials(json, fields);
	const names = getFields(item, namesOf(fields));
	return (json) => pick(readable(json, fields), names, CREDITS);
}

function getMode(item: ItemContext, hasSimplify: boolean): Mode {
	const bySimplify = hasSimplify && simplify.get(item) ? 'simplified' : 'raw';
	const value = item.get(modeDefinition.name, bySimplify);
	const mode = parseChoice(modeDefinition.displayName, value, MODES);
	// Which default n8n takes where Simplify is an expression has nothing to do with its value.
	const isOpen = hasSimplify && item.holdsExpression(simplify.definition.name);
	return isOpen && mode !== 'selectedFields' ? bySimplify : mode;
}

function getFields(item: ItemContext, known: readonly string[]): string[] {
	const value = item.get(fieldsDefinition.name, fieldsDefinition.default);
	const list = typeof value === 'string' && value.trim() !== '' ? value.split(',') : value;
	return parseChoices(fieldsDefinition.displayName, list, known);
}

function namesOf({ essentials, atTimes = [], others }: OutputFields): string[] {
	return [...essentials, ...atTimes, ...others].sort();
}

/** An assignment as Simplify has it; in a tool {@link getToolOutput} cuts it down at the end. */
export function simplified(item: ItemContext, assignment: IDataObject): IDataObject {
	return item.run.isTool || !simplify.get(item)
		? assignment
		: pickEssentials(assignment, ASSIGNMENT);
}

/** Whoever has the address of a file can download it, so a model never gets it. */
export function keepsFileAddress(item: ItemContext): boolean {
	return !item.run.isTool && !simplify.get(item);
}

function pickEssentials(json: IDataObject, fields: OutputFields): IDataObject {
	const { essentials, atTimes = [] } = fields;
	return pick(readable(json, fields), essentials, [...atTimes, ...CREDITS]);
}

/** Adds what people know the post by, and what a failure means for the person who can fix it. */
function readable(json: IDataObject, { essentials, atTimes = [] }: OutputFields): IDataObject {
	const title = essentials.includes('title') ? titleOf(json.payload) : null;
	const name = atTimes.includes('connectionName') ? connectionNameOf(json) : undefined;
	const explanation = atTimes.includes('explanation') ? explainFailure(json.errors) : undefined;
	return {
		...(title === null ? {} : { title }),
		...json,
		...(name === undefined ? {} : { connectionName: name }),
		...(explanation === undefined ? {} : { explanation }),
	};
}
