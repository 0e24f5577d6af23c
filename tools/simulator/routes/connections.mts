import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { ApiError, conflict, notFound } from '../api-error.mts';
import { charge, COST } from '../billing.mts';
import { paginate, pagingSchema } from '../paging.mts';
import { newTokenExpiry, type Connection } from '../state.mts';
import * as rule from '../validation.mts';
import type { Simulation } from '../simulation.mts';
import { requireAssignment } from './assignments.mts';

const listSchema = pagingSchema.extend({
	platform: z.string().optional(),
	externalId: z.string().optional(),
	organizationId: z.string().optional(),
	includeInactive: z.enum(['true', 'false', '1', '0']).default('false'),
});

/**
 * These keys are a guess: the documentation's table of this body was not accessible (fact sheet,
 * section 16.13).
 */
const updateSchema = z.object({
	name: rule.text.optional(),
	isActive: rule.flag.optional(),
	externalId: z.string().nullable().optional(),
});

export function connectionRoutes(app: FastifyInstance, simulation: Simulation): void {
	app.get('/connections', (request, reply) => {
		const query = rule.validate(listSchema, request.query);
		charge(simulation, reply, COST.read);
		const withInactive = query.includeInactive === 'true' || query.includeInactive === '1';
		const found = simulation.state.connections.filter(
			(connection) =>
				(withInactive || connection.isActive) &&
				(query.platform === undefined || query.platform === connection.platform) &&
				(query.externalId === undefined || query.externalId === connection.externalId) &&
				(query.organizationId === undefined || query.organizationId === connection.organizationId),
		);
		const page = paginate(found, query, simulation.settings);
		return { ...page, items: page.items.map(detailsOf) };
	});

	app.get<{ Params: { id: string } }>('/connections/:id', (request, reply) => {
		const connection = requireConnection(simulation, request.params.id);
		charge(simulation, reply, COST.read);
		return detailsOf(connection);
	});

	app.patch<{ Params: { id: string } }>('/connections/:id', (request, reply) => {
		const connection = requireConnection(simulation, request.params.id);
		const { name, isActive, externalId } = rule.validate(updateSchema, request.body);
		charge(simulation, reply, COST.write);
		if (name !== undefined) connection.name = name;
		if (isActive !== undefined) connection.isActive = isActive;
		if (externalId !== undefined) connection.externalId = externalId;
		simulation.emit('change');
		return detailsOf(connection);
	});

	app.post<{ Params: { id: string } }>('/connections/:id/refresh-token', (request, reply) => {
		const connection = requireConnection(simulation, request.params.id);
		if (!connection.canRefresh) {
			throw new ApiError(422, 'Refresh token is no longer valid, reconnect the channel');
		}
		charge(simulation, reply, COST.write);
		const renewed = newTokenExpiry();
		if (Date.parse(renewed) > Date.parse(connection.tokenExpiresAt)) {
			connection.tokenExpiresAt = renewed;
		}
		simulation.emit('change');
		return detailsOf(connection);
	});

	app.get<{ Params: { id: string } }>('/connections/:id/channel-stats', (request, reply) => {
		const connection = requireConnection(simulation, request.params.id);
		requireToken(connection);
		charge(simulation, reply, COST.platform);
		const posts = simulation.state.assignments.filter(
			({ connectionId, status }) => connectionId === connection.id && status === 'published',
		);
		return {
			connectionId: connection.id,
			platform: connection.platform,
			subscribers: 1200 + posts.length,
			totalViews: 48_000 + 100 * posts.length,
			totalPosts: posts.length,
			fetchedAt: simulation.now(),
		};
	});

	app.get<{ Params: { id: string; postId: string } }>(
		'/connections/:id/posts/:postId/stats',
		(request, reply) => {
			const connection = requireConnection(simulation, request.params.id);
			const assignment = requireAssignment(simulation, request.params.postId);
			if (assignment.connectionId !== connection.id) throw notFound('Post');
			if (assignment.status !== 'published') throw conflict('Assignment is not published');
			requireToken(connection);
			charge(simulation, reply, COST.platform);
			return {
				assignmentId: assignment.id,
				platformPostId: assignment.platformPostId,
				views: 100,
				likes: 7,
				comments: 2,
				fetchedAt: simulation.now(),
			};
		},
	);
}

export function requireConnection(simulation: Simulation, id: string): Connection {
	const connection = simulation.state.connections.find((candidate) => candidate.id === id);
	if (connection === undefined) throw notFound('Connection');
	return connection;
}

/** Omits what Pharlo does not expose about tokens. */
function detailsOf(connection: Connection) {
	const { canRefresh: _canRefresh, ...details } = connection;
	return details;
}

function requireToken(connection: Connection): void {
	if (isExpired(connection)) throw new ApiError(422, 'Connection token has expired');
}

function isExpired(connection: Connection): boolean {
	return Date.parse(connection.tokenExpiresAt) <= Date.now();
}
