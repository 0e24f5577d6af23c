import type { INodeProperties } from 'n8n-workflow';

import { InvalidInputError } from '../../../domain/errors';
import { OPTIONS } from '../execution/itemContext';
import { outputProperties } from '../properties/output';
import { collection } from '../properties/property';
import { commonOptions, includeCredits } from '../properties/runOptions';
import { account } from './account';
import { assignment } from './assignment';
import { connectChannel } from './connectChannel';
import { connection } from './connection';
import type { AnyOperation, Resource } from './operation';
import { platform } from './platform';
import { statistics } from './statistics';
import { webhookDelivery } from './webhookDelivery';

const RESOURCES: readonly Resource[] = [
	account,
	assignment,
	connectChannel,
	connection,
	platform,
	statistics,
	webhookDelivery,
];

const resourceDefinition: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: RESOURCES.map(({ name, value, description }) => ({ name, value, description })),
	default: 'assignment',
};

const operationDefinition: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: '',
};

/** The node's properties: Resource, and for each resource its Operation and the operations' properties. */
export function describeProperties(): INodeProperties[] {
	return [resourceDefinition, ...RESOURCES.flatMap(describeResource)];
}

function describeResource(resource: Resource): INodeProperties[] {
	const [first] = resource.operations;
	return [
		{
			...operationDefinition,
			displayOptions: { show: { resource: [resource.value] } },
			options: resource.operations.map(({ name, value, action, description, builderHint }) => ({
				name,
				value,
				action,
				description,
				...(builderHint === undefined ? {} : { builderHint: { propertyHint: builderHint } }),
			})),
			default: first?.value ?? '',
		},
		...resource.operations.flatMap((operation) => describeOperation(resource, operation)),
	];
}

function describeOperation(resource: Resource, operation: AnyOperation): INodeProperties[] {
	const options = collection(OPTIONS.displayName, OPTIONS.name, 'Add Option', [
		...(operation.options ?? []),
		...(operation.withoutCredits === true ? [] : [includeCredits]),
		...commonOptions,
	]);
	return [...operation.properties, ...outputProperties(operation), options].map(
		({ definition }) => ({
			...definition,
			displayOptions: {
				...definition.displayOptions,
				// Resource and operation come first: n8n shows a property as soon as a condition holds an
				// expression, and does not look at the conditions behind it.
				show: {
					resource: [resource.value],
					operation: [operation.value],
					...definition.displayOptions?.show,
				},
			},
		}),
	);
}

/** The values of the operations with a trait, e.g. those that wait. */
export function operationsThat(hasTrait: (operation: AnyOperation) => boolean): string[] {
	return RESOURCES.flatMap(({ operations }) => operations)
		.filter(hasTrait)
		.map(({ value }) => value);
}

/** @throws {InvalidInputError} for a pair that this version does not have */
export function findOperation(resource: string, operation: string): AnyOperation {
	const found = RESOURCES.find(({ value }) => value === resource)?.operations.find(
		({ value }) => value === operation,
	);
	if (found !== undefined) return found;
	const isKnown = RESOURCES.some(({ value }) => value === resource);
	throw new InvalidInputError(
		isKnown
			? `'${operationDefinition.displayName}' is '${operation}', which this version of the Pharlo node does not have for '${resource}'`
			: `'${resourceDefinition.displayName}' is '${resource}', which this version of the Pharlo node does not have`,
		'Choose from the list, or update the package.',
	);
}
