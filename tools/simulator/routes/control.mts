import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

import { conflict } from '../api-error.mts';
import type { Chaos } from '../chaos/chaos.mts';
import type { Deliveries } from '../deliveries.mts';
import type { Lifecycle } from '../lifecycle.mts';
import { settingsChangeSchema } from '../options.mts';
import { timestamp } from '../state.mts';
import * as rule from '../validation.mts';
import type { Simulation } from '../simulation.mts';
import { requireAssignment } from './assignments.mts';
import { requireConnection } from './connections.mts';

const failSchema = z.object({
	code: z.string().default('UPLOAD_FAILED'),
	message: z.string().default('Media file returned 403'),
});

const FINAL: readonly string[] = ['published', 'failed', 'cancelled'];

const tokenSchema = z.object({
	tokenExpiresAt: rule.instant.optional(),
	canRefresh: rule.flag.optional(),
});

/**
 * Routes that the real Pharlo does not have: the status page, and controls for tests and the
 * playground.
 */
export function controlRoutes(
	app: FastifyInstance,
	simulation: Simulation,
	lifecycle: Lifecycle,
	deliveries: Deliveries,
	chaos: Chaos,
): void {
	const page = readFileSync(new URL('../page/index.html', import.meta.url), 'utf8');
	app.get('/', (_request, reply) => reply.type('text/html').send(page));

	app.get('/simulator/state', () => ({ ...simulation.state, settings: simulation.settings }));

	app.get('/simulator/events', (request, reply) => {
		reply.hijack();
		reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
		const notify = () => reply.raw.write('data: change\n\n');
		notify();
		simulation.on('change', notify);
		request.raw.on('close', () => simulation.off('change', notify));
	});

	app.put('/simulator/settings', (request) => {
		const change = rule.validate(settingsChangeSchema, request.body);
		const { settings } = simulation;
		Object.assign(settings, change, {
			mediaFetch: { ...settings.mediaFetch, ...change.mediaFetch },
			// The same object if unchanged: a new one restarts the sequence of faults.
			chaos: change.chaos === undefined ? settings.chaos : { ...settings.chaos, ...change.chaos },
		});
		// Only on a change of pace: rescheduling draws random numbers, which changes later IDs.
		if (change.pace !== undefined) lifecycle.armAll();
		simulation.emit('change');
		return simulation.settings;
	});

	app.get('/simulator/chaos', () => chaos.counts);

	app.post('/simulator/reset', (_request, reply) => {
		simulation.reset();
		return reply.status(204).send();
	});

	app.put('/simulator/credits', (request) => {
		const { credits } = rule.validate(z.object({ credits: rule.integer }), request.body);
		simulation.state.credits = credits;
		simulation.emit('change');
		return { credits };
	});

	app.put<{ Params: { id: string } }>('/simulator/connections/:id', (request) => {
		const connection = requireConnection(simulation, request.params.id);
		const { tokenExpiresAt, canRefresh } = rule.validate(tokenSchema, request.body);
		if (tokenExpiresAt !== undefined) {
			connection.tokenExpiresAt = timestamp(new Date(tokenExpiresAt));
		}
		if (canRefresh !== undefined) connection.canRefresh = canRefresh;
		simulation.emit('change');
		return connection;
	});

	app.post<{ Params: { id: string } }>('/simulator/assignments/:id/advance', async (request) => {
		const assignment = requireAssignment(simulation, request.params.id);
		await lifecycle.advance(assignment);
		return assignment;
	});

	app.post<{ Params: { id: string } }>('/simulator/assignments/:id/fail', (request) => {
		const assignment = requireAssignment(simulation, request.params.id);
		const { code, message } = rule.validate(failSchema, request.body);
		if (FINAL.includes(assignment.status)) throw conflict('Assignment has ended already');
		lifecycle.fail(assignment, code, message);
		return assignment;
	});

	app.post<{ Params: { id: string } }>('/simulator/assignments/:id/report', (request) => {
		const assignment = requireAssignment(simulation, request.params.id);
		deliveries.report(assignment);
		return assignment;
	});
}
