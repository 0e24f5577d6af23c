import { join, resolve } from 'node:path';

/** Root folder of the project. */
export const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Generated data of the playground. It is a dot folder, because `n8n-node build` copies every image
 * that it finds elsewhere, including n8n's, into the pack.
 */
export const PLAYGROUND_DATA = join(ROOT, '.playground');

export const EXAMPLES = join(ROOT, 'examples');
