import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core keeps its identity in a file below this folder, and makes it in the home of whoever runs
// the tests if it is not told otherwise.
process.env.N8N_USER_FOLDER ??= join(tmpdir(), `n8n-nodes-pharlo-${process.pid}`);
process.env.N8N_ENCRYPTION_KEY ??= 'test';
process.env.N8N_LOG_LEVEL ??= 'silent';
