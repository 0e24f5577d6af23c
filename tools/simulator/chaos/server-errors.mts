import type { FastifyReply } from 'fastify';

import { ApiError, errorBody } from '../api-error.mts';
import type { Settings } from '../options.mts';
import { pick } from './chaos.mts';

const REASONS = {
	500: 'Internal server error',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
	504: 'Gateway Timeout',
} as const;

type ServerStatus = keyof typeof REASONS;

/** The format of a body: an HTML page of a proxy, JSON of the server itself, or no body. */
type BodyFormat = 'html' | 'json' | 'empty';

const BODY_FORMATS: readonly BodyFormat[] = ['html', 'json', 'empty'];
const STATUSES: readonly ServerStatus[] = [500, 502, 503, 504];
/** Not 503, which means that the request was not processed. */
const STATUSES_AFTER: readonly ServerStatus[] = [500, 502, 504];

const inEveryFormat = (statuses: readonly ServerStatus[]) =>
	statuses.flatMap((status) => BODY_FORMATS.map((format) => ({ status, format })));

const ERRORS = { before: inEveryFormat(STATUSES), after: inEveryFormat(STATUSES_AFTER) };

/**
 * Sets status and headers of a server error.
 *
 * @param variant selects status and format
 * @param when whether the error occurs before or after the request is processed
 * @returns the body
 */
export function serverError(
	reply: FastifyReply,
	variant: number,
	when: keyof typeof ERRORS,
	settings: Settings,
): string {
	const { status, format } = pick(ERRORS[when], variant) ?? { status: 500, format: 'empty' };
	// Headers of the original response, such as the credits, are lost with it.
	for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
	void reply.status(status);
	if (format === 'empty') return '';
	void reply.type(format === 'html' ? 'text/html' : 'application/json; charset=utf-8');
	const reason = REASONS[status];
	return format === 'html'
		? proxyPage(`${status} ${reason}`)
		: JSON.stringify(errorBody(new ApiError(status, reason, { layer: 'http' }), settings));
}

function proxyPage(title: string): string {
	return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
}
