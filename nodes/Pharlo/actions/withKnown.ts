import type { IDataObject } from 'n8n-workflow';

import { objectSchema } from '../transport/pagination';

/**
 * The output object where Pharlo may respond with all of it, a part of it or nothing (its documentation
 * does not say): what is known anyway fills the gaps.
 *
 * @param body of the response
 */
export function withKnown(body: unknown, known: IDataObject): IDataObject {
	const parsed = objectSchema.safeParse(body);
	return { ...known, ...(parsed.success ? parsed.data : {}) };
}
