import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../playground/paths.mts';
import { measuredFigures, withFigures } from './sources.mts';

/**
 * Puts the figures of the last `npm run bench` into the README: `npm run figures`.
 */
const file = join(ROOT, 'README.md');
writeFileSync(file, withFigures(readFileSync(file, 'utf8'), measuredFigures()));
