import type { FastifyReply } from 'fastify';

import { ApiError, errorBody } from '../answers.mts';
import type { Settings } from '../options.mts';
import { pick } from './chaos.mts';

const REASONS = {
	500: 'Internal server error',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
	504: 'Gateway Timeout',
} as const;

type ServerStatus = keyof typeof REASONS;

/** Who answers when a server is in trouble: a proxy with its page, itself, or next to nobody. */
type Face = 'html' | 'json' | 'empty';

const FACES: readonly Face[] = ['html', 'json', 'empty'];
const STATUSES: readonly ServerStatus[] = [500, 502, 503, 504];
/** 503 says that nothing was done; one who did it and then broke down says something else. */
const STATUSES_AFTER: readonly ServerStatus[] = [500, 502, 504];

const everyFace = (statuses: readonly ServerStatus[]) =>
	statuses.flatMap((status) => FACES.map((face) => ({ status, face })));

const ERRORS = { before: everyFace(STATUSES), after: everyFace(STATUSES_AFTER) };

/**
 * Sets status and headers of a server error.
 *
 * @param look decides on status and face
 * @param when whether the request was carried out nevertheless
 * @returns its body
 */
export function serverError(
	reply: FastifyReply,
	look: number,
	when: keyof typeof ERRORS,
	settings: Settings,
): string {
	const { status, face } = pick(ERRORS[when], look) ?? { status: 500, face: 'empty' };
	// Those of the answer that was on its way, such as the credits, are lost with it.
	for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
	void reply.status(status);
	if (face === 'empty') return '';
	void reply.type(face === 'html' ? 'text/html' : 'application/json; charset=utf-8');
	const reason = REASONS[status];
	return face === 'html'
		? proxyPage(`${status} ${reason}`)
		: JSON.stringify(errorBody(new ApiError(status, reason, { layer: 'http' }), settings));
}

function proxyPage(title: string): string {
	return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
}
