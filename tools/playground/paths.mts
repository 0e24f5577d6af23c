import { join, resolve } from 'node:path';

/** The project's own folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Everything that the playground makes. A dot folder, because `n8n-node build` copies every picture
 * that it finds elsewhere, n8n's own among them, into the pack.
 */
export const PLAYGROUND_DATA = join(ROOT, '.playground');

export const EXAMPLES = join(ROOT, 'examples');
