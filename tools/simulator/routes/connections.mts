import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { ApiError, conflict, notFound } from '../answers.mts';
import { charge, COST } from '../billing.mts';
import { paginate, pagingSchema } from '../paging.mts';
import { newTokenExpiry, type Connection } from '../state.mts';
import * as rule from '../validation.mts';
import type { World } from '../world.mts';
import { requireAssignment } from './assignments.mts';

const listSchema = pagingSchema.extend({
	platform: z.string().optional(),
	externalId: z.string().optional(),
	organizationId: z.string().optional(),
	includeInactive: z.enum(['true', 'false', '1', '0']).default('false'),
});

/** The keys are likely, the table of this body could not be read (fact sheet, section 16.13). */
const updateSchema = z.object({
	name: rule.text.optional(),
	isActive: rule.flag.optional(),
	externalId: z.string().nullable().optional(),
});

export function connectionRoutes(app: FastifyInstance, world: World): void {
	app.get('/connections', (request, reply) => {
		const query = rule.validate(listSchema, request.query);
		charge(world, reply, COST.read);
		const withInactive = query.includeInactive === 'true' || query.includeInactive === '1';
		const found = world.state.connections.filter(
			(connection) =>
				(withInactive || connection.isActive) &&
				(query.platform === undefined || query.platform === connection.platform) &&
				(query.externalId === undefined || query.externalId === connection.externalId) &&
				(query.organizationId === undefined || query.organizationId === connection.organizationId),
		);
		const page = paginate(found, query, world.settings);
		return { ...page, items: page.items.map(detailsOf) };
	});

	app.get<{ Params: { id: string } }>('/connections/:id', (request, reply) => {
		const connection = requireConnection(world, request.params.id);
		charge(world, reply, COST.read);
		return detailsOf(connection);
	});

	app.patch<{ Params: { id: string } }>('/connections/:id', (request, reply) => {
		const connection = requireConnection(world, request.params.id);
		const { name, isActive, externalId } = rule.validate(updateSchema, request.body);
		charge(world, reply, COST.write);
		if (name !== undefined) connection.name = name;
		if (isActive !== undefined) connection.isActive = isActive;
		if (externalId !== undefined) connection.externalId = externalId;
		world.emit('change');
		return detailsOf(connection);
	});

	app.post<{ Params: { id: string } }>('/connections/:id/refresh-token', (request, reply) => {
		const connection = requireConnection(world, request.params.id);
		if (!connection.canRefresh) {
			throw new ApiError(422, 'Refresh token is no longer valid, reconnect the channel');
		}
		charge(world, reply, COST.write);
		const renewed = newTokenExpiry();
		if (Date.parse(renewed) > Date.parse(connection.tokenExpiresAt)) {
			connection.tokenExpiresAt = renewed;
		}
		world.emit('change');
		return detailsOf(connection);
	});

	app.get<{ Params: { id: string } }>('/connections/:id/channel-stats', (request, reply) => {
		const connection = requireConnection(world, request.params.id);
		requireToken(connection);
		charge(world, reply, COST.platform);
		const posts = world.state.assignments.filter(
			({ connectionId, status }) => connectionId === connection.id && status === 'published',
		);
		return {
			connectionId: connection.id,
			platform: connection.platform,
			subscribers: 1200 + posts.length,
			totalViews: 48_000 + 100 * posts.length,
			totalPosts: posts.length,
			fetchedAt: world.now(),
		};
	});

	app.get<{ Params: { id: string; postId: string } }>(
		'/connections/:id/posts/:postId/stats',
		(request, reply) => {
			const connection = requireConnection(world, request.params.id);
			const assignment = requireAssignment(world, request.params.postId);
			if (assignment.connectionId !== connection.id) throw notFound('Post');
			if (assignment.status !== 'published') throw conflict('Assignment is not published');
			requireToken(connection);
			charge(world, reply, COST.platform);
			return {
				assignmentId: assignment.id,
				platformPostId: assignment.platformPostId,
				views: 100,
				likes: 7,
				comments: 2,
				fetchedAt: world.now(),
			};
		},
	);
}

export function requireConnection(world: World, id: string): Connection {
	const connection = world.state.connections.find((candidate) => candidate.id === id);
	if (connection === undefined) throw notFound('Connection');
	return connection;
}

/** Tokens and what becomes of them stay with Pharlo. */
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
