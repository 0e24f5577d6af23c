import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';

import type { Intent } from '../../../domain/apiError';
import { toUnreadableError } from './errors';

/** An object of which no key is certain. */
export const objectSchema = z
	.record(z.string(), z.unknown())
	.transform((object) => object as IDataObject);

/**
 * Reads the body of a 2xx answer.
 *
 * @param schema tolerant of what is not relied upon
 * @throws {NodeApiError} when Pharlo, or something in its place, answered something else
 */
export function readAnswer<S extends z.ZodTypeAny>(
	node: INode,
	answer: unknown,
	request: Intent,
	schema: S,
): z.output<S> {
	const parsed = schema.safeParse(answer);
	if (!parsed.success) throw toUnreadableError(node, request);
	return parsed.data as z.output<S>;
}
