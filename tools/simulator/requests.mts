import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { ReceivedRequest, Simulation } from './simulation.mts';

/** Logs each API request after its response, and emits it as an event. */
export function logRequests(app: FastifyInstance, simulation: Simulation): void {
	app.addHook('onResponse', (request, reply, done) => {
		if (request.url.startsWith('/api/')) {
			const used = reply.getHeader('x-credits-used');
			const cost = used === undefined ? '' : `, ${String(used)} credits`;
			simulation.emit('request', receivedFrom(request));
			simulation.options.log(
				`${request.method} ${pathOf(request)}: ${reply.statusCode} (${Math.round(reply.elapsedTime)} ms${cost})`,
			);
		}
		done();
	});
}

export function receivedFrom(request: FastifyRequest): ReceivedRequest {
	return {
		method: request.method,
		path: pathOf(request),
		query: request.query as Record<string, unknown>,
		headers: request.headers,
		body: request.body,
	};
}

/** Returns the path without the query, which may contain a ticket. */
export function pathOf(request: FastifyRequest): string {
	return request.url.replace(/\?.*$/, '');
}
