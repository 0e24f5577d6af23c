import type { IDataObject } from 'n8n-workflow';

import { objectSchema } from '../transport/answers';

/**
 * The output item where Pharlo may answer with the whole thing, a part of it or nothing at all (the
 * documentation does not show it): what is known anyway then stands in.
 */
export function withKnown(answer: unknown, known: IDataObject): IDataObject {
	const parsed = objectSchema.safeParse(answer);
	return { ...known, ...(parsed.success ? parsed.data : {}) };
}
