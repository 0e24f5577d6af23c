import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { ROOT } from '../playground/paths.mts';
import { outputSchemas, SCHEMA_FOLDER } from './files.mts';

/** Writes the output schemas from the table in `outputs.mts`: `npm run schemas`. */
const folder = join(ROOT, SCHEMA_FOLDER);
rmSync(folder, { recursive: true, force: true });
for (const [path, schema] of outputSchemas()) {
	const file = join(folder, path);
	mkdirSync(dirname(file), { recursive: true });
	const style = await resolveConfig(file);
	writeFileSync(file, await format(JSON.stringify(schema), { ...style, parser: 'json' }));
}
