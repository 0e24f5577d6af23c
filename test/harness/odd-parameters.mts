import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
	type NodeParameterValueType,
	type NodePropertyTypes,
} from 'n8n-workflow';

import { reasonForBlank, reasonNotRead } from './odd-allowed.mts';
import { DEFAULT_CONTENT, goodValue, REEL, type Content } from './odd-samples.mts';
import type { Kind } from './odd-values.mts';
import { node } from './setting.mts';

/** The expression that gives the odd value. */
export const ODD = '={{ $json.odd }}';

export interface Operation {
	readonly resource: string;
	readonly operation: string;
	/** e.g. `assignment: create` */
	readonly name: string;
}

/** One place of an operation that an expression can fill. */
export interface OddParameter {
	readonly operation: Operation;
	/** e.g. `options.externalId`, or `connectionId [id]` for a mode of a resource locator */
	readonly path: string;
	/** Its key in Pharlo's request body, where it has one. */
	readonly key: string;
	readonly kind: Kind;
	/** The names of which an error has to use one, in single quotes. */
	readonly labels: readonly string[];
	/** A value with which the operation works. */
	readonly good: unknown;
	/** The parameters of the node, in which only the place in question is an expression on `$json.odd`. */
	readonly parameters: INodeParameters;
	readonly content: Content;
	/** The same without the parameter, where blank may mean that; undefined where it may not. */
	readonly leftOut?: INodeParameters | undefined;
}

/** The operations of a node, as its panel offers them. */
export function operationsOf({ properties }: INodeTypeDescription): Operation[] {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options.flatMap((option) => {
				if (!('value' in option)) return [];
				const [resource] = displayOptions?.show?.resource ?? [];
				if (typeof resource !== 'string') return [];
				const operation = String(option.value);
				return [{ resource, operation, name: `${resource}: ${operation}` }];
			}),
		);
}

/** The properties of an operation that hold a value, outside of a tool. */
export function propertiesOf(
	{ properties }: INodeTypeDescription,
	{ resource, operation }: Operation,
): INodeProperties[] {
	return properties.filter(({ type, displayOptions }) => {
		const { resource: resources, operation: operations } = displayOptions?.show ?? {};
		const isOwn = resources?.includes(resource) === true && operations?.includes(operation);
		return isOwn === true && type !== 'notice' && displayOptions?.show?.['@tool'] === undefined;
	});
}

/** Parameters with which the operation works. */
export function goodParameters(
	properties: readonly INodeProperties[],
	{ resource, operation }: Operation,
	content: Content = DEFAULT_CONTENT,
): INodeParameters {
	const values = properties.map((definition) => [
		definition.name,
		stored(definition, goodValue(definition, content), content),
	]);
	return { resource, operation, ...(Object.fromEntries(values) as INodeParameters) };
}

/** The value as n8n stores it. */
function stored(
	definition: INodeProperties,
	value: unknown,
	content: Content,
	mode?: string,
): NodeParameterValueType {
	switch (definition.type) {
		case 'resourceLocator':
			return {
				__rl: true,
				mode: mode ?? definition.modes?.at(-1)?.name ?? 'id',
				// As an expression, because some properties are shown only then.
				value: mode === undefined ? `={{ ${JSON.stringify(value)} }}` : String(value),
			};
		case 'collection':
			return membersThatMatter(definition, content);
		default:
			return value as NodeParameterValueType;
	}
}

/** An update needs a field to change, and a test no pause and no request of n8n to itself. */
function membersThatMatter(definition: INodeProperties, content: Content): INodeParameters {
	const members = membersOf(definition).filter(({ name }) =>
		[
			'lookBeforeWaitingSeconds',
			'checkFileAddress',
			definition.name === 'updateFields' ? 'name' : '',
		].includes(name),
	);
	return Object.fromEntries(
		members.map((member) => [member.name, stored(member, goodValue(member, content), content)]),
	);
}

/** The parameters inside a collection. */
export function membersOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.filter((option): option is INodeProperties => 'type' in option);
}

/** Every parameter of an operation, those inside collections and the modes of locators included. */
export function oddParametersOf(
	description: INodeTypeDescription,
	operation: Operation,
): OddParameter[] {
	const properties = propertiesOf(description, operation);
	const read = properties.filter(({ name }) => reasonNotRead(operation.name, name) === undefined);
	return [DEFAULT_CONTENT, REEL].flatMap((content) => {
		const base = goodParameters(properties, operation, content);
		const toParameter = toOdd.bind(undefined, operation, content);
		const tried = read.filter(
			({ displayOptions }) =>
				content === DEFAULT_CONTENT || displayOptions?.show?.contentType?.includes(content.type),
		);
		return tried.flatMap((property) => {
			const around = shownBy(property, base, properties);
			assertShown(property, { ...around, [property.name]: ODD }, description);
			const members = property.type === 'collection' ? membersOf(property) : [];
			return [
				...placesOf(property).map(({ path, value }) =>
					toParameter(property, path, around, { [property.name]: value }),
				),
				...members.flatMap((member) => {
					const others = around[property.name] as INodeParameters;
					const shown = shownBy(member, others, members);
					const outside = { ...around, ...conditionsOutside(member) };
					return placesOf(member, `${property.name}.`).map(({ path, value }) =>
						toParameter(member, path, outside, {
							[property.name]: { ...shown, [member.name]: value },
						}),
					);
				}),
			];
		});
	});
}

function toOdd(
	operation: Operation,
	content: Content,
	definition: INodeProperties,
	path: string,
	around: INodeParameters,
	place: INodeParameters,
): OddParameter {
	const mayBeBlank = reasonForBlank(operation.name, path) !== undefined;
	return {
		operation,
		path: content === DEFAULT_CONTENT ? path : `${path} (${content.name})`,
		key: definition.name,
		kind: kindOf(definition),
		labels: [definition.displayName],
		good: goodValue(definition, content),
		parameters: { ...around, ...place },
		content,
		leftOut: mayBeBlank ? around : undefined,
	};
}

/**
 * The stored values of a property in which an expression can stand. n8n drops one that stands for a whole
 * collection, and resolves none where the description says so.
 */
function placesOf(
	definition: INodeProperties,
	prefix = '',
): Array<{ path: string; value: NodeParameterValueType }> {
	if (definition.type === 'collection' || definition.noDataExpression === true) return [];
	const path = prefix + definition.name;
	const inModes = (definition.modes ?? []).map(({ name }) => ({
		path: `${path} [${name}]`,
		value: stored(definition, ODD, DEFAULT_CONTENT, name),
	}));
	return [{ path, value: ODD }, ...inModes];
}

const KINDS: Readonly<Partial<Record<NodePropertyTypes, Kind>>> = {
	string: 'text',
	number: 'number',
	boolean: 'flag',
	dateTime: 'dateTime',
	options: 'choice',
	resourceLocator: 'text',
	json: 'json',
};

/** What an n8n property takes. */
export function kindOf({ type, name, typeOptions }: INodeProperties): Kind {
	if (type === 'multiOptions') {
		return typeOptions?.loadOptionsMethod === undefined ? 'choices' : 'ids';
	}
	const kind = KINDS[type];
	if (kind === undefined) throw new Error(`Which values are odd for '${name}' of type ${type}?`);
	return kind;
}

/** The values with which the conditions of a property are met, as far as they name plain values. */
export function shownBy(
	{ displayOptions }: INodeProperties,
	base: INodeParameters,
	siblings: readonly INodeProperties[],
): INodeParameters {
	const parameters = { ...base };
	for (const [name, allowed = []] of Object.entries(displayOptions?.show ?? {})) {
		const [first] = allowed;
		const present = parameters[name];
		if (allowed.includes(present as never) || typeof first === 'object') continue;
		const condition = siblings.find((sibling) => sibling.name === name);
		if (condition === undefined) continue;
		parameters[name] = condition.type === 'multiOptions' ? ([first] as string[]) : first;
	}
	return parameters;
}

/** The parameters outside of its collection that a member depends on, such as `/media`. */
function conditionsOutside({ displayOptions }: INodeProperties): INodeParameters {
	const conditions = Object.entries(displayOptions?.show ?? {});
	return Object.fromEntries(
		conditions.flatMap(([name, allowed]) => {
			const first = allowed?.[0];
			return name.startsWith('/') && typeof first === 'string' ? [[name.slice(1), first]] : [];
		}),
	);
}

/** A parameter that n8n does not show has no value at all, so a test of it would show nothing. */
function assertShown(
	property: INodeProperties,
	parameters: INodeParameters,
	description: INodeTypeDescription,
): void {
	const shown = node('Pharlo', 'pharlo', parameters);
	if (NodeHelpers.displayParameter(parameters, property, shown, description)) return;
	throw new Error(`Under which conditions is '${property.name}' shown?`);
}
