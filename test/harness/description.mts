import {
	NodeHelpers,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeType,
} from 'n8n-workflow';

import { createWorkflowContext, node } from './setting.mts';

/**
 * Lists what a saved workflow relies on, one line each: `pharlo options.idempotency: own`. This
 * includes defaults, because n8n does not save parameters at their default, and display options,
 * because n8n does not pass on the value of a hidden parameter.
 */
export function contractOf(nodeName: string, properties: readonly INodeProperties[]): string[] {
	const lines = properties.flatMap((property) =>
		linesOf(nodeName, '', property, operationsOf(property)),
	);
	return [...new Set(lines)].sort();
}

/**
 * Lists the number of outputs of a node, by operation and, if the user can choose, by that choice.
 */
export function outputsOf(nodeName: string, { description }: INodeType): string[] {
	const { properties, outputs } = description;
	if (Array.isArray(outputs)) return [`${nodeName} outputs: ${outputs.length}`];
	const choice = properties.filter(({ name }) => name === 'outputs');
	return [...new Set(properties.flatMap(operationsOf))].flatMap((shown) => {
		const [resource = '', operation = ''] = shown.split(': ');
		const chosen = choice.find((property) => operationsOf(property).includes(shown));
		const values = (chosen?.options ?? []).flatMap((option) =>
			'value' in option ? [String(option.value)] : [],
		);
		const count = (more: Record<string, string>): number => {
			const configured = node(nodeName, nodeName, { resource, operation, ...more });
			const { workflow } = createWorkflowContext([configured], {}, { credential: {} });
			return NodeHelpers.getNodeOutputs(workflow, configured, description).length;
		};
		return values.length === 0
			? [`${nodeName} outputs of ${shown}: ${count({})}`]
			: values.map(
					(value) => `${nodeName} outputs of ${shown}, ${value}: ${count({ outputs: value })}`,
				);
	});
}

/** Returns e.g. `assignment: create`; empty for a property that is shown for every operation. */
function operationsOf({ displayOptions }: INodeProperties): string[] {
	const { resource = [], operation = [] } = displayOptions?.show ?? {};
	const operations = operation.filter((value) => typeof value === 'string');
	return resource
		.filter((value) => typeof value === 'string')
		.flatMap((one) => operations.map((other) => `${one}: ${other}`));
}

function linesOf(
	node: string,
	prefix: string,
	property: INodeProperties,
	operations: readonly string[],
): string[] {
	if (property.type === 'notice') return [];
	const path = prefix + property.name;
	const own = `${node} ${path} (${property.type})`;
	const shown = operations.map((operation) => `${node} ${path} for ${operation}`);
	const options = (property.options ?? []).flatMap((option) => {
		if (isProperty(option)) return linesOf(node, `${path}.`, option, operations);
		if (isCollection(option)) {
			const inner = `${path}.${option.name}.`;
			return option.values.flatMap((value) => linesOf(node, inner, value, operations));
		}
		return [`${node} ${path}: ${String(option.value)}`];
	});
	const modes = (property.modes ?? []).map(({ name }) => `${node} ${path} mode: ${name}`);
	const ownDefault = `${node} ${path} = ${JSON.stringify(property.default)}`;
	return [own, ownDefault, ...shown, ...options, ...modes];
}

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

function isProperty(option: Option): option is INodeProperties {
	return 'type' in option;
}

function isCollection(option: Option): option is INodePropertyCollection {
	return 'values' in option;
}
