import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';

import { ApiError, sendError } from './api-error.mts';
import { Chaos } from './chaos/chaos.mts';
import { disturbRequests } from './chaos/requests.mts';
import { Deliveries } from './deliveries.mts';
import { Lifecycle } from './lifecycle.mts';
import { DEFAULTS, type SimulatorOptions } from './options.mts';
import { logRequests } from './requests.mts';
import { assignmentRoutes } from './routes/assignments.mts';
import { billingRoutes } from './routes/billing.mts';
import { connectionRoutes } from './routes/connections.mts';
import { controlRoutes } from './routes/control.mts';
import { deliveryRoutes } from './routes/deliveries.mts';
import { consentRoutes, consentScreen, ticketRoutes } from './routes/oauth.mts';
import { platformRoutes } from './routes/platforms.mts';
import { Simulation } from './simulation.mts';

export interface Simulator {
	/** Base URL, e.g. `http://127.0.0.1:4010`. */
	readonly url: string;
	readonly simulation: Simulation;
	readonly lifecycle: Lifecycle;
	close(): Promise<void>;
}

/** Starts a simulated Pharlo on 127.0.0.1. */
export async function startSimulator(given: Partial<SimulatorOptions> = {}): Promise<Simulator> {
	const simulation = new Simulation({ ...DEFAULTS, ...given });
	const lifecycle = new Lifecycle(simulation);
	const chaos = new Chaos(simulation);
	const deliveries = new Deliveries(simulation, chaos);
	const app = Fastify({ forceCloseConnections: true });

	logRequests(app, simulation);
	handleErrors(app, simulation);
	controlRoutes(app, simulation, lifecycle, deliveries, chaos);
	consentScreen(app, simulation);
	await app.register(
		(open, _options, done) => {
			consentRoutes(open, simulation);
			open.get('/health', () => ({ status: 'ok', timestamp: simulation.now() }));
			done();
		},
		{ prefix: '/api/v1' },
	);
	await app.register(
		(keyed, _options, done) => {
			keyed.addHook('onRequest', async (request) => {
				requireKey(request, simulation.options.apiKey);
			});
			// After the key check, so that an invalid key always gets a 401.
			disturbRequests(keyed, simulation, chaos);
			keyed.addHook('onRequest', async () => {
				if (simulation.settings.latencyMs > 0) await sleep(simulation.settings.latencyMs);
			});
			assignmentRoutes(keyed, simulation, lifecycle);
			connectionRoutes(keyed, simulation);
			ticketRoutes(keyed, simulation);
			platformRoutes(keyed, simulation);
			deliveryRoutes(keyed, simulation);
			billingRoutes(keyed, simulation);
			done();
		},
		{ prefix: '/api/v1' },
	);

	const url = await app.listen({ host: '127.0.0.1', port: simulation.options.port });
	return {
		url,
		simulation,
		lifecycle,
		async close() {
			lifecycle.stop();
			await app.close();
			await deliveries.stop();
			simulation.save();
		},
	};
}

function requireKey(request: FastifyRequest, apiKey: string): void {
	if (request.headers.authorization === `Bearer ${apiKey}`) return;
	throw new ApiError(401, 'Invalid or missing API key', { layer: 'http' });
}

function handleErrors(app: FastifyInstance, simulation: Simulation): void {
	app.setErrorHandler((error, _request, reply) => {
		if (error instanceof ApiError) return sendError(reply, error, simulation.settings);
		const status = (error as { statusCode?: number }).statusCode ?? 500;
		if (status >= 500) simulation.options.log(`simulator error: ${String(error)}`);
		const message = status >= 500 ? 'Internal server error' : 'Invalid request';
		return sendError(reply, new ApiError(status, message, { layer: 'http' }), simulation.settings);
	});
	app.setNotFoundHandler((_request, reply) =>
		sendError(reply, new ApiError(404, 'Not found', { layer: 'http' }), simulation.settings),
	);
}
