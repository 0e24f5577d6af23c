import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../playground/paths.mts';
import { measuredFigures, testFigures, withFigures } from './sources.mts';

/**
 * Puts the figures of the last `npm run bench` and the last `npm test` into the README:
 * `npm run figures`.
 */
const file = join(ROOT, 'README.md');
const figures = new Map([...measuredFigures(), ...testFigures()]);
writeFileSync(file, withFigures(readFileSync(file, 'utf8'), figures));
