import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { ApiError } from '../answers.mts';
import { pathOf, receivedFrom } from '../requests.mts';
import type { World } from '../world.mts';
import type { Chaos, Fault } from './chaos.mts';
import { serverError } from './server-errors.mts';
import type { RequestKind } from './settings.mts';

/** Puts chaos between a client and the routes of `app`. */
export function disturbRequests(app: FastifyInstance, world: World, chaos: Chaos): void {
	const faults = new WeakMap<FastifyRequest, Fault<RequestKind>>();
	const count = (kind: RequestKind, request: FastifyRequest) =>
		chaos.countRequest(kind, `${request.method} ${pathOf(request)}`);

	app.addHook('onRequest', (request, reply, done) => {
		const fault = chaos.nextRequest();
		if (fault?.kind === 'refused') {
			count(fault.kind, request);
			reply.hijack();
			request.raw.socket.destroy();
			return;
		}
		if (fault !== undefined) faults.set(request, fault);
		done();
	});

	// The last moment before the routes do something, with the request read to its end.
	app.addHook('preHandler', (request, reply, done) => {
		const fault = faults.get(request);
		if (fault === undefined || !isBefore(fault.kind)) return done();
		count(fault.kind, request);
		if (fault.kind === 'resetBefore') return cut(world, request, reply);
		if (fault.kind === 'serverError') {
			void reply.send(serverError(reply, fault.look, 'before', world.settings));
			return;
		}
		done(tooMany(fault.kind, world.settings.chaos.retryAfterSeconds));
	});

	// The routes have done what they do, and the answer is written but not yet sent.
	app.addHook('onSend', (request, reply, payload, done) => {
		const fault = faults.get(request);
		if (fault === undefined || isBefore(fault.kind)) return done();
		count(fault.kind, request);
		if (fault.kind === 'slow') {
			setTimeout(done, world.settings.chaos.slowMs).unref();
		} else if (fault.kind === 'serverErrorAfter') {
			done(null, serverError(reply, fault.look, 'after', world.settings));
		} else if (fault.kind === 'halfAnswer' && typeof payload === 'string' && payload !== '') {
			sendHalf(world, request, reply, Buffer.from(payload));
		} else {
			// An answer without a body has no half to send.
			cut(world, request, reply);
		}
	});
}

const BEFORE: readonly RequestKind[] = [
	'resetBefore',
	'tooMany',
	'tooManyWithRetryAfter',
	'serverError',
];

/** Whether it keeps a request from being carried out. */
function isBefore(kind: RequestKind): boolean {
	return BEFORE.includes(kind);
}

function tooMany(kind: RequestKind, retryAfterSeconds: number): ApiError {
	const headers: Record<string, string> =
		kind === 'tooManyWithRetryAfter' ? { 'retry-after': String(retryAfterSeconds) } : {};
	return new ApiError(429, 'Too many requests', { headers, layer: 'http' });
}

/** Ends the connection the hard way, so that the client is told of it at once. */
function cut(world: World, request: FastifyRequest, reply: FastifyReply): void {
	reply.hijack();
	// An answer that is never sent is never logged either: this is the last that is heard of it.
	world.emit('request', receivedFrom(request));
	request.raw.socket.resetAndDestroy();
}

function sendHalf(world: World, request: FastifyRequest, reply: FastifyReply, body: Buffer): void {
	reply.hijack();
	world.emit('request', receivedFrom(request));
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) reply.raw.setHeader(name, value);
	}
	reply.raw.writeHead(reply.statusCode, { 'content-length': body.length });
	// A reset would throw away what the client has not yet read, so the connection just ends.
	reply.raw.write(body.subarray(0, body.length / 2), () => request.raw.socket.destroy());
}
