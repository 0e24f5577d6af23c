import { readFileSync } from 'node:fs';
import { z } from 'zod';

const scalarSchema = z.enum(['string', 'integer', 'boolean']);

/** The editor puts keys into expressions as they are: `$json.key`. */
const keySchema = z.string().regex(/^[A-Za-z]\w*$/);

/** A field, as n8n's editor reads it. */
export type FieldSchema =
	| { type: z.output<typeof scalarSchema> | [z.output<typeof scalarSchema>, 'null'] }
	| { type: 'array'; items: FieldSchema }
	| ObjectSchema;

interface ObjectSchema {
	type: 'object';
	properties: Record<string, FieldSchema>;
}

const fieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
	z.union([
		z
			.object({ type: z.union([scalarSchema, z.tuple([scalarSchema, z.literal('null')])]) })
			.strict(),
		z.object({ type: z.literal('array'), items: fieldSchema }).strict(),
		z.object({ type: z.literal('object'), properties: propertiesSchema }).strict(),
	]),
);

const propertiesSchema = z.record(keySchema, fieldSchema);

const fileSchema = z
	.object({ type: z.literal('object'), properties: propertiesSchema, version: z.literal(1) })
	.strict();

/**
 * @throws {ZodError} where the file holds anything that n8n's editor does not read
 */
export function readOutputSchema(file: string): ObjectSchema {
	const { type, properties } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	return { type, properties };
}

/**
 * Lists where a value is not what a schema says. Keys that the schema does not have are allowed, but the
 * editor offers those that it has, so none of them may be missing.
 *
 * @returns one line for each place, such as `errors[0].code is missing`
 */
export function mismatches(schema: FieldSchema, value: unknown, path = 'output'): string[] {
	if (value === undefined) return [`${path} is missing`];
	if (schema.type === 'array') {
		if (!Array.isArray(value)) return [`${path} is ${typeOf(value)}, not array`];
		return value.flatMap((one, index) => mismatches(schema.items, one, `${path}[${index}]`));
	}
	if (schema.type === 'object') {
		if (!isObject(value)) return [`${path} is ${typeOf(value)}, not object`];
		return Object.entries(schema.properties).flatMap(([key, field]) =>
			mismatches(field, value[key], `${path}.${key}`),
		);
	}
	const types: readonly string[] = [schema.type].flat();
	return types.includes(typeOf(value)) ? [] : [`${path} is ${typeOf(value)}, not ${types.join()}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeOf(value) === 'object';
}

/** The value's type in the words of JSON Schema. */
function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}
