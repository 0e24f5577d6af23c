import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';

import { ApiError, sendError } from './answers.mts';
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
import { World } from './world.mts';

export interface Simulator {
	/** Where it listens, e.g. `http://127.0.0.1:4010`. */
	readonly url: string;
	readonly world: World;
	readonly lifecycle: Lifecycle;
	close(): Promise<void>;
}

/** Starts a simulated Pharlo on 127.0.0.1. */
export async function startSimulator(given: Partial<SimulatorOptions> = {}): Promise<Simulator> {
	const world = new World({ ...DEFAULTS, ...given });
	const lifecycle = new Lifecycle(world);
	const chaos = new Chaos(world);
	const deliveries = new Deliveries(world, chaos);
	const app = Fastify({ forceCloseConnections: true });

	logRequests(app, world);
	answerErrors(app, world);
	controlRoutes(app, world, lifecycle, deliveries, chaos);
	consentScreen(app, world);
	await app.register(
		(open, _options, done) => {
			consentRoutes(open, world);
			open.get('/health', () => ({ status: 'ok', timestamp: world.now() }));
			done();
		},
		{ prefix: '/api/v1' },
	);
	await app.register(
		(keyed, _options, done) => {
			keyed.addHook('onRequest', async (request) => {
				requireKey(request, world.options.apiKey);
			});
			// After the key, so that a wrong one is told as surely as ever.
			disturbRequests(keyed, world, chaos);
			keyed.addHook('onRequest', async () => {
				if (world.settings.latencyMs > 0) await sleep(world.settings.latencyMs);
			});
			assignmentRoutes(keyed, world, lifecycle);
			connectionRoutes(keyed, world);
			ticketRoutes(keyed, world);
			platformRoutes(keyed, world);
			deliveryRoutes(keyed, world);
			billingRoutes(keyed, world);
			done();
		},
		{ prefix: '/api/v1' },
	);

	const url = await app.listen({ host: '127.0.0.1', port: world.options.port });
	return {
		url,
		world,
		lifecycle,
		async close() {
			lifecycle.stop();
			await app.close();
			await deliveries.stop();
			world.save();
		},
	};
}

function requireKey(request: FastifyRequest, apiKey: string): void {
	if (request.headers.authorization === `Bearer ${apiKey}`) return;
	throw new ApiError(401, 'Invalid or missing API key', { layer: 'http' });
}

function answerErrors(app: FastifyInstance, world: World): void {
	app.setErrorHandler((error, _request, reply) => {
		if (error instanceof ApiError) return sendError(reply, error, world.settings);
		const status = (error as { statusCode?: number }).statusCode ?? 500;
		if (status >= 500) world.options.log(`fault of the simulator: ${String(error)}`);
		const message = status >= 500 ? 'Internal server error' : 'Invalid request';
		return sendError(reply, new ApiError(status, message, { layer: 'http' }), world.settings);
	});
	app.setNotFoundHandler((_request, reply) =>
		sendError(reply, new ApiError(404, 'Not found', { layer: 'http' }), world.settings),
	);
}
