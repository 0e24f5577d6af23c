import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../tools/playground/paths.mts';
import { CREATING } from '../../tools/scripts/mutations/creating.mts';
import { RECEIVING } from '../../tools/scripts/mutations/receiving.mts';
import { WAITING } from '../../tools/scripts/mutations/waiting.mts';

const mutations = [...CREATING, ...RECEIVING, ...WAITING];

test('every way to break the source is still one, and the only one of its name', () => {
	const outdated = mutations.filter(
		({ file, from }) => readFileSync(join(ROOT, file), 'utf8').split(from).length !== 2,
	);
	expect(outdated.map(({ name }) => name)).toEqual([]);
	expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
});
