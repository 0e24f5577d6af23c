import { join } from 'node:path';

import { PLAYGROUND_DATA } from '../../tools/playground/paths.mts';

/**
 * n8n-core keeps its identity in a file in this folder. By default that is the home folder of the
 * user, which their own n8n may use as well. Parallel processes have a folder each. Has to be
 * imported before n8n-core, which reads these variables once.
 */
process.env.N8N_USER_FOLDER = join(PLAYGROUND_DATA, 'jest', process.env.JEST_WORKER_ID ?? 'main');
// The file contains it, so it has to be the same in each run.
process.env.N8N_ENCRYPTION_KEY = 'test';
process.env.N8N_LOG_LEVEL ??= 'silent';
