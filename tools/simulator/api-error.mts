import type { FastifyReply } from 'fastify';

/** Validation messages by field, in the format of Symfony's validator. */
export type Violations = Record<string, string[]>;

/**
 * An error response of the API. Routes throw it; the error handler builds the body, because
 * Pharlo's documentation describes two formats (fact sheet, C-1).
 */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly extra: {
			/** Stable error code; only some errors in errors.json have one. */
			readonly code?: string;
			readonly violations?: Violations;
			readonly fields?: Record<string, number>;
			readonly headers?: Record<string, string>;
			/** In the nested format, only errors of the HTTP layer, such as validation, are nested. */
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

interface ErrorSettings {
	/** The format of error bodies. */
	readonly errors: 'nested' | 'flat';
}

export function sendError(
	reply: FastifyReply,
	error: ApiError,
	settings: ErrorSettings,
): FastifyReply {
	const { headers = {} } = error.extra;
	return reply.status(error.status).headers(headers).send(errorBody(error, settings));
}

/** Builds an error body in the configured format. */
export function errorBody(error: ApiError, settings: ErrorSettings): Record<string, unknown> {
	const { code, violations, fields, layer = 'domain' } = error.extra;
	const details = violations === undefined ? {} : { details: violations };
	const text =
		code === undefined ? { error: error.message } : { error: code, message: error.message };
	return settings.errors === 'nested' && layer === 'http'
		? { error: { message: error.message, ...details } }
		: { ...text, ...details, ...fields };
}
