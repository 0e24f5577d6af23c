import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const registry = fileURLToPath(new URL('registry.mts', import.meta.url));
const code = `module.exports = require(${JSON.stringify(registry)}).default(module.filename);`;
const key = createHash('sha256').update(code).digest('hex');

/** Hands each third-party module that a test file or the pack imports to registry.mts. */
export default {
	getCacheKey: () => key,
	process: () => ({ code }),
};
