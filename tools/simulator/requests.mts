import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { ReceivedRequest, World } from './world.mts';

/** Tells of each call of the API once it was answered. */
export function logRequests(app: FastifyInstance, world: World): void {
	app.addHook('onResponse', (request, reply, done) => {
		if (request.url.startsWith('/api/')) {
			const used = reply.getHeader('x-credits-used');
			const cost = used === undefined ? '' : `, ${String(used)} credits`;
			world.emit('request', receivedFrom(request));
			world.options.log(
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

/** Without the query, which may hold a ticket. */
export function pathOf(request: FastifyRequest): string {
	return request.url.replace(/\?.*$/, '');
}
