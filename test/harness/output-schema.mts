import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadOutputSchema } from 'n8n-core';
import { z } from 'zod';

import { ROOT } from '../../tools/playground/paths.mts';

/** What n8n's models use, from a package of n8n's own. */
const { buildSchemaPlaceholderItem } = createRequire(
	join(ROOT, 'node_modules/n8n-core/package.json'),
)('@n8n/workflow-sdk') as {
	buildSchemaPlaceholderItem: (
		context: { nodeName: string; nodeType: string; schema: object | undefined },
		options: { now: Date },
	) => Record<string, unknown>;
};

const scalarSchema = z.enum(['string', 'integer', 'boolean']);

/** The editor puts keys into expressions as they are: `$json.key`. */
const keySchema = z.string().regex(/^[A-Za-z]\w*$/);

/** A field: its type, as n8n's editor reads it, and a sample for n8n's models. */
export type FieldSchema =
	| (Sampled & { type: z.output<typeof scalarSchema> | [z.output<typeof scalarSchema>, 'null'] })
	| (Sampled & { type: 'array'; items: FieldSchema })
	| ObjectSchema;

interface Sampled {
	examples?: [unknown] | undefined;
}

interface ObjectSchema extends Sampled {
	type: 'object';
	properties: Record<string, FieldSchema>;
}

const examples = z.tuple([z.unknown()]).optional();

const fieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
	z.union([
		z
			.object({
				type: z.union([scalarSchema, z.tuple([scalarSchema, z.literal('null')])]),
				examples,
			})
			.strict(),
		z.object({ type: z.literal('array'), items: fieldSchema, examples }).strict(),
		z.object({ type: z.literal('object'), properties: propertiesSchema }).strict(),
	]),
);

const propertiesSchema = z.record(keySchema, fieldSchema);

const fileSchema = z
	.object({
		type: z.literal('object'),
		properties: propertiesSchema,
		examples,
		version: z.literal(1),
	})
	.strict();

/**
 * @throws {ZodError} where the file holds anything that n8n does not read
 */
export function readOutputSchema(file: string): ObjectSchema {
	const { version: _version, ...schema } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	return schema;
}

/** The item with which n8n's models try a workflow in place of the output of a node of this package. */
export function simulatedItem(
	node: Pick<Parameters<typeof loadOutputSchema>[0], 'version' | 'resource' | 'operation'>,
): Record<string, unknown> {
	const nodeDir = join(ROOT, 'nodes/Pharlo');
	const schema = loadOutputSchema({ nodeDir, versionFallback: true, ...node });
	return buildSchemaPlaceholderItem(
		{ nodeName: 'Pharlo', nodeType: 'pharlo', schema },
		{ now: new Date() },
	);
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

/**
 * Lists the samples that are none of the values.
 *
 * @param values what has come out
 * @returns one line for each, such as `output.status: "publshed"`
 */
export function inventedSamples(
	schema: FieldSchema,
	values: readonly unknown[],
	path = 'output',
): string[] {
	const invented = (schema.examples ?? [])
		.filter((sample) => !values.some((value) => isDeepStrictEqual(value, sample)))
		.map((sample) => `${path}: ${JSON.stringify(sample)}`);
	if (schema.type === 'array') {
		return [...invented, ...inventedSamples(schema.items, values.flat(), `${path}[0]`)];
	}
	if (schema.type !== 'object') return invented;
	const inner = Object.entries(schema.properties).flatMap(([key, field]) => {
		const inField = values.map((value) => (isObject(value) ? value[key] : undefined));
		return inventedSamples(field, inField, `${path}.${key}`);
	});
	return [...invented, ...inner];
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
