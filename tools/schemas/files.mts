import { OUTPUTS, type Shape } from './outputs.mts';

/** Where n8n looks for the schemas of version 1 of the node, from the root of the project. */
export const SCHEMA_FOLDER = 'nodes/Pharlo/__schema__/v1.0.0';

/** The output schemas, by the path of their file in {@link SCHEMA_FOLDER}. */
export function outputSchemas(): Map<string, object> {
	return new Map(
		Object.entries(OUTPUTS).map(([operation, fields]) => [
			`${operation}.json`,
			{ ...toSchema(fields), version: 1 },
		]),
	);
}

/**
 * The part of JSON Schema that n8n reads. Of several types its editor shows the first, so null comes
 * last; and it shows what is in a list or an object only where that is the only type.
 */
function toSchema(shape: Shape): object {
	if (typeof shape === 'string') {
		const type = shape.replace('?', '');
		return { type: shape.endsWith('?') ? [type, 'null'] : type };
	}
	if (isList(shape)) return { type: 'array', items: toSchema(shape[0]) };
	const properties = Object.entries(shape).map(([name, field]) => [name, toSchema(field)]);
	return { type: 'object', properties: Object.fromEntries(properties) as object };
}

function isList(shape: Shape): shape is readonly [Shape] {
	return Array.isArray(shape);
}
