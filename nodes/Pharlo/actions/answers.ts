import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';

import { assignmentSchema } from '../../../pharlo/assignment';
import { toUnreadableError } from '../../transport/errors';
import type { Intent } from '../../../pharlo/advice';

const objectSchema = z.record(z.string(), z.unknown());

/**
 * The output item where Pharlo must answer with an assignment.
 *
 * @throws {NodeApiError} when it answered something else
 */
export function requireAssignment(node: INode, answer: unknown, request: Intent): IDataObject {
	const parsed = assignmentSchema.safeParse(answer);
	if (!parsed.success) throw toUnreadableError(node, request);
	return parsed.data as IDataObject;
}

/**
 * The output item where Pharlo must answer with an object, of which no key is certain.
 *
 * @throws {NodeApiError} when it answered something else
 */
export function toObject(node: INode, answer: unknown, request: Intent): IDataObject {
	const parsed = objectSchema.safeParse(answer);
	if (!parsed.success) throw toUnreadableError(node, request);
	return parsed.data as IDataObject;
}

/**
 * The output item where Pharlo may answer with the whole thing, a part of it or nothing at all (the
 * documentation does not show it): what is known anyway then stands in.
 */
export function withKnown(answer: unknown, known: IDataObject): IDataObject {
	const parsed = objectSchema.safeParse(answer);
	return { ...known, ...(parsed.success ? (parsed.data as IDataObject) : {}) };
}
