import { join } from 'node:path';

import { PLAYGROUND_DATA } from '../../tools/playground/paths.mts';

/**
 * n8n-core keeps its identity in a file below this folder: in the home of whoever runs the tests, or
 * in the one that their own n8n uses, if it is not told otherwise. Processes side by side have one
 * each. Imported before n8n-core, which reads these once.
 */
process.env.N8N_USER_FOLDER = join(PLAYGROUND_DATA, 'jest', process.env.JEST_WORKER_ID ?? 'main');
// The file names it, so it must be the same in each run.
process.env.N8N_ENCRYPTION_KEY = 'test';
process.env.N8N_LOG_LEVEL ??= 'silent';
