import { NodeOperationError, type INode, type INodeProperties } from 'n8n-workflow';

import { account } from './account';
import { assignment } from './assignment';
import { connectChannel } from './connectChannel';
import { connection } from './connection';
import { includeCreditsField, requestOptionsField } from '../properties/runOptions';
import type { JointOperation, Operation, Resource } from './operation';
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

const operationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: '',
};

/** The node's fields: Resource, then for each resource its Operation and the operations' fields. */
export function describeProperties(): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: RESOURCES.map(({ name, value, description }) => ({ name, value, description })),
			default: 'assignment',
		},
		...RESOURCES.flatMap(describeResource),
	];
}

function describeResource(resource: Resource): INodeProperties[] {
	const [first] = resource.operations;
	return [
		{
			...operationField,
			displayOptions: { show: { resource: [resource.value] } },
			options: resource.operations.map(({ name, value, action, description }) => ({
				name,
				value,
				action,
				description,
			})),
			default: first?.value ?? '',
		},
		...resource.operations.flatMap((operation) =>
			[
				...operation.fields,
				...(operation.withoutCredits === true ? [] : [includeCreditsField]),
				requestOptionsField,
			].map((field) => showFor(resource, operation, field)),
		),
	];
}

/**
 * Resource and operation come first: n8n shows a field as soon as a condition meets an expression
 * and never looks at those behind it.
 */
function showFor(
	resource: Resource,
	operation: Operation | JointOperation,
	field: INodeProperties,
): INodeProperties {
	return {
		...field,
		displayOptions: {
			...field.displayOptions,
			show: {
				resource: [resource.value],
				operation: [operation.value],
				...field.displayOptions?.show,
			},
		},
	};
}

/** @throws {NodeOperationError} for a pair that this version does not have */
export function findOperation(
	node: INode,
	resource: string,
	operation: string,
): Operation | JointOperation {
	const found = RESOURCES.find(({ value }) => value === resource)?.operations.find(
		({ value }) => value === operation,
	);
	if (found === undefined) {
		throw new NodeOperationError(
			node,
			`This version of the Pharlo node has no operation '${operation}' for '${resource}'`,
			{ description: 'Choose an operation from the list, or update the package.' },
		);
	}
	return found;
}
