import type { FastifyReply } from 'fastify';

import type { Settings } from './options.mts';

/** Messages by field, as Symfony's validator gives them. */
export type Violations = Record<string, string[]>;

/**
 * A request that Pharlo refuses. Thrown by the routes; how the body looks is decided at the edge,
 * because Pharlo's documentation knows two families (fact sheet, C-1).
 */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly extra: {
			/** Stable identifier, only where errors.json has one. */
			readonly code?: string;
			readonly violations?: Violations;
			readonly fields?: Record<string, number>;
			readonly headers?: Record<string, string>;
			/** Validation and other faults of the HTTP layer nest, what the domain refuses does not. */
			readonly layer?: 'http' | 'domain';
		} = {},
	) {
		super(message);
	}
}

export function validationFailed(violations: Violations): ApiError {
	return new ApiError(400, 'Validation failed', { violations, layer: 'http' });
}

export function notFound(what: string): ApiError {
	return new ApiError(404, `${what} not found`);
}

export function conflict(message: string): ApiError {
	return new ApiError(409, message);
}

/** Writes a refusal. */
export function sendError(reply: FastifyReply, error: ApiError, settings: Settings): FastifyReply {
	const { headers = {} } = error.extra;
	return reply.status(error.status).headers(headers).send(errorBody(error, settings));
}

/** The body of a refusal, in the family that is switched on. */
export function errorBody(error: ApiError, settings: Settings): Record<string, unknown> {
	const { code, violations, fields, layer = 'domain' } = error.extra;
	const details = violations === undefined ? {} : { details: violations };
	const text =
		code === undefined ? { error: error.message } : { error: code, message: error.message };
	return settings.errors === 'nested' && layer === 'http'
		? { error: { message: error.message, ...details } }
		: { ...text, ...details, ...fields };
}
