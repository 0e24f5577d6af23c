import { SAMPLE_EVENT } from '../../domain/event.ts';
import { EVENT, OUTPUTS, type ScalarShape, type Shape } from './outputs.mts';

/** Where n8n looks for the output schemas of the nodes, from the root of the project. */
export const SCHEMA_FOLDER = 'nodes/Pharlo/__schema__';

/** The schema of the trigger, which has no operations and is of version 2. */
export const EVENT_SCHEMA = 'v2.0.0.json';

/** The path of the schema of an operation of version 1 of the node, in {@link SCHEMA_FOLDER}. */
export function schemaFile(resource: string, operation: string): string {
	return `v1.0.0/${resource}/${operation}.json`;
}

/** The output schemas, by their path in {@link SCHEMA_FOLDER}. */
export function outputSchemas(): Map<string, object> {
	const operations = Object.entries(OUTPUTS).map(([path, fields]): [string, object] => {
		const [resource = '', operation = ''] = path.split('/');
		return [schemaFile(resource, operation), { ...toSchema(fields), version: 1 }];
	});
	const event = { ...toSchema(EVENT), examples: [SAMPLE_EVENT], version: 1 };
	return new Map([...operations, [EVENT_SCHEMA, event]]);
}

/**
 * The part of JSON Schema that n8n reads. Of several types its editor shows the first, so null comes
 * last; and it shows what is in a list or an object only where that is the only type. The models that
 * build workflows try them with the samples.
 */
function toSchema(shape: Shape): object {
	if (typeof shape === 'string') return toScalarSchema(shape);
	if (isList(shape)) {
		const list = { type: 'array', items: toSchema(shape[0]) };
		return shape.length === 2 ? { ...list, examples: [[]] } : list;
	}
	const properties = Object.entries(shape).map(([name, field]) => [name, toSchema(field)]);
	return { type: 'object', properties: Object.fromEntries(properties) as object };
}

function toScalarSchema(shape: ScalarShape): object {
	const [declared = '', sample] = shape.split(' = ');
	const type = declared.replace('?', '');
	const schema = { type: declared.endsWith('?') ? [type, 'null'] : type };
	if (sample === undefined) return schema;
	const isText = type === 'string' && sample !== 'null';
	return { ...schema, examples: [isText ? sample : (JSON.parse(sample) as unknown)] };
}

function isList(shape: Shape): shape is readonly [Shape] | readonly [Shape, 'empty'] {
	return Array.isArray(shape);
}
