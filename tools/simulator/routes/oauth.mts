import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { notFound } from '../answers.mts';
import { consentPage, messagePage } from '../page/consent.mts';
import { newTokenExpiry, timestamp, type Connection, type Ticket } from '../state.mts';
import * as rule from '../validation.mts';
import type { World } from '../world.mts';

const createSchema = z.object({
	platform: rule.choice(['youtube', 'facebook']),
	redirectUrl: rule.url.nullish(),
});

const callbackSchema = z.object({
	ticket: z.string(),
	answer: z.enum(['allow', 'deny']),
	accounts: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
});

/** The calls of a client: they need the key, and are free (Billing guide). */
export function ticketRoutes(app: FastifyInstance, world: World): void {
	app.post('/oauth/tickets', (request, reply) => {
		const input = rule.validate(createSchema, request.body);
		const life = world.settings.ticketMinutes * 60_000;
		const ticket: Ticket = {
			id: world.newId(),
			platform: input.platform,
			redirectUrl: input.redirectUrl ?? null,
			status: 'pending',
			connectionIds: [],
			expiresAt: timestamp(new Date(Date.now() + life)),
		};
		world.state.tickets.push(ticket);
		world.emit('change');
		const origin = `${request.protocol}://${request.host}`;
		return reply.status(201).send({
			ticketId: ticket.id,
			authUrl: `${origin}/api/v1/oauth/${ticket.platform}/authorize?ticket=${ticket.id}`,
			expiresAt: ticket.expiresAt,
		});
	});

	app.get<{ Params: { ticketId: string } }>('/oauth/tickets/:ticketId', (request) => {
		const ticket = requireTicket(world, request.params.ticketId);
		const { id, platform, connectionIds, expiresAt } = ticket;
		return {
			ticketId: id,
			platform,
			status: isExpired(ticket) ? 'expired' : ticket.status,
			expiresAt,
			...(connectionIds.length > 0 ? { connectionId: connectionIds[0], connectionIds } : {}),
			...(ticket.status === 'failed' ? { error: 'The user denied access' } : {}),
		};
	});
}

/** The pages that a person's browser opens: the ticket stands in for the key. */
export function consentRoutes(app: FastifyInstance, world: World): void {
	app.get<{ Params: { platform: string }; Querystring: { ticket?: string } }>(
		'/oauth/:platform/authorize',
		(request, reply) => {
			const ticket = requireTicket(world, request.query.ticket ?? '');
			if (isExpired(ticket))
				return reply.status(410).type('text/html').send(messagePage('This link has expired.'));
			// Pharlo sends the browser on to Google or Meta; the simulator has their page itself.
			return reply.redirect(`/simulator/consent?ticket=${ticket.id}`, 302);
		},
	);

	app.get('/oauth/:platform/callback', (request, reply) => {
		const answer = rule.validate(callbackSchema, request.query);
		const ticket = requireTicket(world, answer.ticket);
		if (ticket.status === 'pending' && !isExpired(ticket)) settle(world, ticket, answer);
		if (ticket.redirectUrl === null) {
			return reply.type('text/html').send(messagePage(`Connecting: ${ticket.status}.`));
		}
		const target = new URL(ticket.redirectUrl);
		const [first] = ticket.connectionIds;
		if (first === undefined) target.searchParams.set('error', 'access_denied');
		else target.searchParams.set('connectionId', first);
		return reply.redirect(target.href, 302);
	});
}

export function consentScreen(app: FastifyInstance, world: World): void {
	app.get<{ Querystring: { ticket?: string } }>('/simulator/consent', (request, reply) => {
		const ticket = requireTicket(world, request.query.ticket ?? '');
		return reply.type('text/html').send(consentPage(ticket));
	});
}

function settle(world: World, ticket: Ticket, answer: z.output<typeof callbackSchema>): void {
	if (answer.answer === 'deny' || answer.accounts.length === 0) {
		ticket.status = 'failed';
	} else {
		ticket.status = 'success';
		ticket.connectionIds = answer.accounts.map((name) => connect(world, ticket.platform, name).id);
	}
	world.emit('change');
}

/** Creates the connection, or renews the one of the same name. */
function connect(world: World, platform: string, name: string): Connection {
	const tokens = { tokenExpiresAt: newTokenExpiry(), canRefresh: true };
	const known = world.state.connections.find(
		(connection) => connection.platform === platform && connection.name === name,
	);
	if (known !== undefined) return Object.assign(known, { isActive: true, ...tokens });
	const connection: Connection = {
		id: world.newId(),
		platform,
		name,
		thumbnailUrl: 'https://cdn.example.com/new.jpg',
		isActive: true,
		...tokens,
		externalId: null,
		organizationId: '0196f0a0-0000-7000-8000-000000000001',
		createdAt: world.now(),
	};
	world.state.connections.push(connection);
	return connection;
}

function requireTicket(world: World, id: string): Ticket {
	const ticket = world.state.tickets.find((candidate) => candidate.id === id);
	if (ticket === undefined) throw notFound('Ticket');
	return ticket;
}

function isExpired(ticket: Ticket): boolean {
	return ticket.status === 'pending' && Date.parse(ticket.expiresAt) <= Date.now();
}
