import { join } from 'node:path';

import { Pharlo } from '../../nodes/Pharlo/Pharlo.node.ts';
import { ROOT } from '../../tools/playground/paths.mts';
import { outputSchemas, SCHEMA_FOLDER, schemaFile } from '../../tools/schemas/files.mts';
import { operationsOf } from '../harness/odd-parameters.mts';
import {
	inventedSamples,
	mismatches,
	readOutputSchema,
	simulatedItem,
} from '../harness/output-schema.mts';

const { description } = new Pharlo();

test.each(operationsOf(description))(
	'n8n’s models try a workflow with a likely output of $name',
	({ resource, operation }) => {
		const item = simulatedItem({ version: Number(description.version), resource, operation });
		const schema = readOutputSchema(join(ROOT, SCHEMA_FOLDER, schemaFile(resource, operation)));
		expect(mismatches(schema, item)).toEqual([]);
		expect(inventedSamples(schema, [item])).toEqual([]);
	},
);

test.each([...outputSchemas()])('n8n’s models read all of %s', (_path, schema) => {
	// n8n cuts what is longer.
	expect(JSON.stringify(schema, null, 2).length).toBeLessThanOrEqual(3000);
});
