import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { ApiError } from '../api-error.mts';
import { pathOf, receivedFrom } from '../requests.mts';
import type { Simulation } from '../simulation.mts';
import type { Chaos, Fault } from './chaos.mts';
import { serverError } from './server-errors.mts';
import type { RequestKind } from './settings.mts';

/** Injects faults between a client and the routes of `app`. */
export function disturbRequests(app: FastifyInstance, simulation: Simulation, chaos: Chaos): void {
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

	// The last hook before the route handler: the request has been read completely.
	app.addHook('preHandler', (request, reply, done) => {
		const fault = faults.get(request);
		if (fault === undefined || !isBefore(fault.kind)) return done();
		count(fault.kind, request);
		if (fault.kind === 'resetBefore') return resetConnection(simulation, request, reply);
		if (fault.kind === 'serverError') {
			void reply.send(serverError(reply, fault.variant, 'before', simulation.settings));
			return;
		}
		done(tooMany(fault.kind, simulation.settings.chaos.retryAfterSeconds));
	});

	// The route handler has finished, but the response has not been sent yet.
	app.addHook('onSend', (request, reply, payload, done) => {
		const fault = faults.get(request);
		if (fault === undefined || isBefore(fault.kind)) return done();
		count(fault.kind, request);
		if (fault.kind === 'slow') {
			setTimeout(done, simulation.settings.chaos.slowMs).unref();
		} else if (fault.kind === 'serverErrorAfter') {
			done(null, serverError(reply, fault.variant, 'after', simulation.settings));
		} else if (fault.kind === 'halfAnswer' && typeof payload === 'string' && payload !== '') {
			sendHalf(simulation, request, reply, Buffer.from(payload));
		} else {
			// A response without a body cannot be sent half.
			resetConnection(simulation, request, reply);
		}
	});
}

const BEFORE: readonly RequestKind[] = [
	'resetBefore',
	'tooMany',
	'tooManyWithRetryAfter',
	'serverError',
];

/** Whether a fault prevents the request from being processed. */
function isBefore(kind: RequestKind): boolean {
	return BEFORE.includes(kind);
}

function tooMany(kind: RequestKind, retryAfterSeconds: number): ApiError {
	const headers: Record<string, string> =
		kind === 'tooManyWithRetryAfter' ? { 'retry-after': String(retryAfterSeconds) } : {};
	return new ApiError(429, 'Too many requests', { headers, layer: 'http' });
}

/** Resets the connection, so that the client notices immediately. */
function resetConnection(
	simulation: Simulation,
	request: FastifyRequest,
	reply: FastifyReply,
): void {
	reply.hijack();
	// A response that is never sent is not logged either, so the event is emitted here.
	simulation.emit('request', receivedFrom(request));
	request.raw.socket.resetAndDestroy();
}

function sendHalf(
	simulation: Simulation,
	request: FastifyRequest,
	reply: FastifyReply,
	body: Buffer,
): void {
	reply.hijack();
	simulation.emit('request', receivedFrom(request));
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) reply.raw.setHeader(name, value);
	}
	reply.raw.writeHead(reply.statusCode, { 'content-length': body.length });
	// A reset would discard data that the client has not read yet, so the connection is closed
	// instead.
	reply.raw.write(body.subarray(0, body.length / 2), () => request.raw.socket.destroy());
}
