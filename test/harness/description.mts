import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

/**
 * What a saved workflow relies on, one line each: `pharlo options.idempotency: own`. Defaults belong
 * to it, because n8n leaves out of a workflow what is at its default.
 */
export function contractOf(nodeName: string, properties: readonly INodeProperties[]): string[] {
	const lines = properties.flatMap((property) => linesOf(nodeName, '', property));
	return [...new Set(lines)].sort();
}

function linesOf(node: string, prefix: string, property: INodeProperties): string[] {
	if (property.type === 'notice') return [];
	const path = prefix + property.name;
	const own = `${node} ${path} (${property.type})`;
	const options = (property.options ?? []).flatMap((option) => {
		if (isProperty(option)) return linesOf(node, `${path}.`, option);
		if (isCollection(option)) {
			return option.values.flatMap((value) => linesOf(node, `${path}.${option.name}.`, value));
		}
		return [`${node} ${path}: ${String(option.value)}`];
	});
	const modes = (property.modes ?? []).map(({ name }) => `${node} ${path} mode: ${name}`);
	const ownDefault = `${node} ${path} = ${JSON.stringify(property.default)}`;
	return [own, ownDefault, ...options, ...modes];
}

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

function isProperty(option: Option): option is INodeProperties {
	return 'type' in option;
}

function isCollection(option: Option): option is INodePropertyCollection {
	return 'values' in option;
}
