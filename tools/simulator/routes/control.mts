import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

import { conflict } from '../answers.mts';
import type { Chaos } from '../chaos/chaos.mts';
import type { Deliveries } from '../deliveries.mts';
import type { Lifecycle } from '../lifecycle.mts';
import { settingsChangeSchema } from '../options.mts';
import { timestamp } from '../state.mts';
import * as rule from '../validation.mts';
import type { World } from '../world.mts';
import { requireAssignment } from './assignments.mts';
import { requireConnection } from './connections.mts';

const failSchema = z.object({
	code: z.string().default('UPLOAD_FAILED'),
	message: z.string().default('Media file returned 403'),
});

const ENDED: readonly string[] = ['published', 'failed', 'cancelled'];

const tokenSchema = z.object({
	tokenExpiresAt: rule.instant.optional(),
	canRefresh: rule.flag.optional(),
});

/** What Pharlo has not: the page to watch, and the strings that tests and playground pull. */
export function controlRoutes(
	app: FastifyInstance,
	world: World,
	lifecycle: Lifecycle,
	deliveries: Deliveries,
	chaos: Chaos,
): void {
	const page = readFileSync(new URL('../page/index.html', import.meta.url), 'utf8');
	app.get('/', (_request, reply) => reply.type('text/html').send(page));

	app.get('/simulator/state', () => ({ ...world.state, settings: world.settings }));

	app.get('/simulator/events', (request, reply) => {
		reply.hijack();
		reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
		const tell = () => reply.raw.write('data: change\n\n');
		tell();
		world.on('change', tell);
		request.raw.on('close', () => world.off('change', tell));
	});

	app.put('/simulator/settings', (request) => {
		const { chaos: disturbance, ...others } = rule.validate(settingsChangeSchema, request.body);
		Object.assign(world.settings, others);
		if (disturbance !== undefined) {
			world.settings.chaos = Object.assign({}, world.settings.chaos, disturbance);
		}
		// Only then: it takes chances, and the IDs that come would be others.
		if (others.pace !== undefined) lifecycle.armAll();
		world.emit('change');
		return world.settings;
	});

	app.get('/simulator/chaos', () => chaos.counts);

	app.post('/simulator/reset', (_request, reply) => {
		world.reset();
		return reply.status(204).send();
	});

	app.put('/simulator/credits', (request) => {
		const { credits } = rule.validate(z.object({ credits: rule.integer }), request.body);
		world.state.credits = credits;
		world.emit('change');
		return { credits };
	});

	app.put<{ Params: { id: string } }>('/simulator/connections/:id', (request) => {
		const connection = requireConnection(world, request.params.id);
		const { tokenExpiresAt, canRefresh } = rule.validate(tokenSchema, request.body);
		if (tokenExpiresAt !== undefined) {
			connection.tokenExpiresAt = timestamp(new Date(tokenExpiresAt));
		}
		if (canRefresh !== undefined) connection.canRefresh = canRefresh;
		world.emit('change');
		return connection;
	});

	app.post<{ Params: { id: string } }>('/simulator/assignments/:id/advance', (request) => {
		const assignment = requireAssignment(world, request.params.id);
		lifecycle.advance(assignment);
		return assignment;
	});

	app.post<{ Params: { id: string } }>('/simulator/assignments/:id/fail', (request) => {
		const assignment = requireAssignment(world, request.params.id);
		const { code, message } = rule.validate(failSchema, request.body);
		if (ENDED.includes(assignment.status)) throw conflict('Assignment has ended already');
		lifecycle.fail(assignment, code, message);
		return assignment;
	});

	app.post<{ Params: { id: string } }>('/simulator/assignments/:id/report', (request) => {
		const assignment = requireAssignment(world, request.params.id);
		deliveries.report(assignment);
		return assignment;
	});
}
