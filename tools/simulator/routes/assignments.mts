import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

import { ApiError, conflict, notFound, validationFailed } from '../api-error.mts';
import { charge, COST, requireCredits } from '../billing.mts';
import type { Lifecycle } from '../lifecycle.mts';
import { paginate, pagingSchema } from '../paging.mts';
import { CONTENT_TYPES, payloadSchema, PLATFORMS, TYPES_WITH_MEDIA } from '../platforms.mts';
import { timestamp, type Assignment, type Connection } from '../state.mts';
import * as rule from '../validation.mts';
import type { Simulation } from '../simulation.mts';

const createSchema = z.object({
	connectionId: rule.uuid,
	type: rule.choice(CONTENT_TYPES),
	payload: rule.object,
	mediaUrl: rule.url.nullish(),
	mediaContentType: rule.text.nullish(),
	mediaSizeBytes: rule.integer.nullish(),
	scheduledAt: rule.instant.nullish(),
	callbackUrl: rule.url.nullish(),
	idempotencyKey: rule.text.nullish(),
	externalId: rule.text.nullish(),
});

const updateSchema = z.object({
	scheduledAt: rule.instant.optional(),
	payload: rule.object.optional(),
	updatePublished: z.boolean().optional(),
});

const listSchema = pagingSchema.extend({
	status: z.string().optional(),
	platform: z.string().optional(),
	connectionId: z.string().optional(),
	externalId: z.string().optional(),
});

const EDITABLE: readonly string[] = ['pending', 'uploaded'];
const NOT_CANCELLABLE: readonly string[] = ['processing', 'published', 'cancelled'];

export function assignmentRoutes(
	app: FastifyInstance,
	simulation: Simulation,
	lifecycle: Lifecycle,
): void {
	app.post('/assignments', (request, reply) => {
		const input = rule.validate(createSchema, request.body);
		checkTime(simulation, input.scheduledAt);
		const repeated = findByKey(simulation, input.idempotencyKey);
		if (repeated !== undefined) return respondToRepeatedKey(simulation, reply, repeated);

		const connection = requireConnection(simulation, input.connectionId);
		checkContent(connection, input.type, input.mediaUrl, input.payload);
		requireCredits(simulation, COST.platform);
		const assignment = newAssignment(simulation, connection, input);
		simulation.state.assignments.unshift(assignment);
		charge(simulation, reply, COST.platform);
		lifecycle.begin(assignment, reply.raw);
		simulation.emit('change');
		return reply.status(201).send(summaryOf(assignment));
	});

	app.get('/assignments', (request, reply) => {
		const query = rule.validate(listSchema, request.query);
		charge(simulation, reply, COST.read);
		const found = simulation.state.assignments.filter(
			(assignment) =>
				matches(query.status, assignment.status) &&
				matches(query.platform, assignment.platform) &&
				matches(query.connectionId, assignment.connectionId) &&
				matches(query.externalId, assignment.externalId),
		);
		const page = paginate(found, query, simulation.settings);
		return { ...page, items: page.items.map((assignment) => detailsOf(simulation, assignment)) };
	});

	app.get<{ Params: { id: string } }>('/assignments/:id', (request, reply) => {
		const assignment = requireAssignment(simulation, request.params.id);
		charge(simulation, reply, COST.read);
		return detailsOf(simulation, assignment);
	});

	app.patch<{ Params: { id: string } }>('/assignments/:id', (request, reply) => {
		const assignment = requireAssignment(simulation, request.params.id);
		const input = rule.validate(updateSchema, request.body);
		checkTime(simulation, input.scheduledAt);
		if (input.updatePublished === true) requireStatus(assignment, ['published'], 'edited live');
		else requireStatus(assignment, EDITABLE, 'updated');
		const merged = { ...assignment.payload, ...input.payload };
		if (input.payload !== undefined) {
			rule.validate(payloadSchema(assignment.platform, assignment.type), merged);
		}
		charge(simulation, reply, COST.write);
		const { payloadUpdate } = simulation.settings;
		if (payloadUpdate === 'merge') assignment.payload = merged;
		else assignment.payload = input.payload ?? assignment.payload;
		if (input.scheduledAt !== undefined && input.updatePublished !== true) {
			assignment.scheduledAt = toUtc(input.scheduledAt);
			lifecycle.arm(assignment);
		}
		assignment.updatedAt = simulation.now();
		simulation.emit('change');
		return detailsOf(simulation, assignment);
	});

	app.post<{ Params: { id: string } }>('/assignments/:id/retry', (request, reply) => {
		const assignment = requireAssignment(simulation, request.params.id);
		requireStatus(assignment, ['failed'], 'retried');
		charge(simulation, reply, COST.platform);
		lifecycle.requeue(assignment);
		return { id: assignment.id, status: assignment.status };
	});

	app.delete<{ Params: { id: string } }>('/assignments/:id', (request, reply) => {
		const assignment = requireAssignment(simulation, request.params.id);
		if (NOT_CANCELLABLE.includes(assignment.status)) {
			throw conflict(`Assignment cannot be cancelled in status "${assignment.status}"`);
		}
		lifecycle.move(assignment, 'cancelled');
		return reply.status(204).send();
	});
}

export function requireAssignment(simulation: Simulation, id: string): Assignment {
	const assignment = simulation.state.assignments.find((candidate) => candidate.id === id);
	if (assignment === undefined) throw notFound('Assignment');
	return assignment;
}

function requireConnection(simulation: Simulation, id: string): Connection {
	const connection = simulation.state.connections.find((candidate) => candidate.id === id);
	if (connection === undefined) throw notFound('Connection');
	if (!connection.isActive) throw new ApiError(422, 'Connection is inactive');
	if (Date.parse(connection.tokenExpiresAt) <= Date.now()) {
		throw new ApiError(422, 'Connection token has expired, reconnect the channel');
	}
	return connection;
}

function requireStatus(assignment: Assignment, allowed: readonly string[], what: string): void {
	if (allowed.includes(assignment.status)) return;
	throw conflict(`Assignment cannot be ${what} in status "${assignment.status}"`);
}

function findByKey(simulation: Simulation, key: string | null | undefined): Assignment | undefined {
	if (key === null || key === undefined) return undefined;
	return simulation.state.assignments.find((candidate) => candidate.idempotencyKey === key);
}

/** Pharlo's pages disagree on the response: the existing assignment or a conflict (C-2). */
function respondToRepeatedKey(
	simulation: Simulation,
	reply: FastifyReply,
	existing: Assignment,
): FastifyReply {
	const { repeatedKey } = simulation.settings;
	if (repeatedKey === '409') throw conflict('Idempotency key was already used');
	return reply.status(Number(repeatedKey)).send(summaryOf(existing));
}

function checkTime({ settings }: Simulation, scheduledAt: string | null | undefined): void {
	if (settings.strictTimes) rule.requireStrictTime('scheduledAt', scheduledAt);
}

function checkContent(
	connection: Connection,
	type: string,
	mediaUrl: string | null | undefined,
	payload: Record<string, unknown>,
): void {
	const platform = PLATFORMS.find(({ slug }) => slug === connection.platform);
	if (platform?.contentTypes.includes(type) !== true) {
		throw validationFailed({
			type: [`Platform "${connection.platform}" does not support "${type}".`],
		});
	}
	if (TYPES_WITH_MEDIA.includes(type) && (mediaUrl ?? '') === '') {
		throw validationFailed({ mediaUrl: [rule.BLANK] });
	}
	rule.validate(payloadSchema(connection.platform, type), payload);
}

function newAssignment(
	simulation: Simulation,
	connection: Connection,
	input: z.output<typeof createSchema>,
): Assignment {
	const now = simulation.now();
	return {
		id: simulation.newId(),
		status: 'pending',
		connectionId: connection.id,
		platform: connection.platform,
		type: input.type,
		payload: input.payload,
		mediaUrl: input.mediaUrl ?? null,
		mediaContentType: input.mediaContentType ?? null,
		mediaSizeBytes: input.mediaSizeBytes ?? null,
		scheduledAt: input.scheduledAt ? toUtc(input.scheduledAt) : null,
		callbackUrl: input.callbackUrl ?? null,
		idempotencyKey: input.idempotencyKey ?? null,
		externalId: input.externalId ?? null,
		platformPostId: null,
		platformUrl: null,
		errors: [],
		createdAt: now,
		updatedAt: now,
		attempts: 0,
		media: null,
	};
}

function toUtc(instant: string): string {
	return timestamp(new Date(instant));
}

function matches(wanted: string | undefined, value: string | null): boolean {
	return wanted === undefined || wanted === value;
}

/** The seven keys of the 201 sample (Publishing guide). */
function summaryOf(assignment: Assignment) {
	const { id, status, connectionId, platform, type, scheduledAt, createdAt } = assignment;
	return { id, status, connectionId, platform, type, scheduledAt, createdAt };
}

function detailsOf({ settings }: Simulation, assignment: Assignment) {
	const { attempts: _attempts, media: _media, callbackUrl, ...details } = assignment;
	return settings.returnsCallbackUrl ? { ...details, callbackUrl } : details;
}
