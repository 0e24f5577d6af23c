import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { notFound } from '../api-error.mts';
import { consentPage, messagePage } from '../page/consent.mts';
import { newTokenExpiry, timestamp, type Connection, type Ticket } from '../state.mts';
import * as rule from '../validation.mts';
import type { Simulation } from '../simulation.mts';

const createSchema = z.object({
	platform: rule.choice(['youtube', 'facebook']),
	redirectUrl: rule.url.nullish(),
});

const callbackSchema = z.object({
	ticket: z.string(),
	answer: z.enum(['allow', 'deny']),
	accounts: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
});

/**
 * Ticket endpoints for API clients: they require the key and are free of charge (Billing guide).
 */
export function ticketRoutes(app: FastifyInstance, simulation: Simulation): void {
	app.post('/oauth/tickets', (request, reply) => {
		const input = rule.validate(createSchema, request.body);
		const life = simulation.settings.ticketMinutes * 60_000;
		const ticket: Ticket = {
			id: simulation.newId(),
			platform: input.platform,
			redirectUrl: input.redirectUrl ?? null,
			status: 'pending',
			connectionIds: [],
			expiresAt: timestamp(new Date(Date.now() + life)),
		};
		simulation.state.tickets.push(ticket);
		simulation.emit('change');
		const origin = `${request.protocol}://${request.host}`;
		return reply.status(201).send({
			ticketId: ticket.id,
			authUrl: `${origin}/api/v1/oauth/${ticket.platform}/authorize?ticket=${ticket.id}`,
			expiresAt: ticket.expiresAt,
		});
	});

	app.get<{ Params: { ticketId: string } }>('/oauth/tickets/:ticketId', (request) => {
		const ticket = requireTicket(simulation, request.params.ticketId);
		const { id, platform, connectionIds, expiresAt } = ticket;
		const isNamed = simulation.settings.ticketNames === 'connection' && connectionIds.length > 0;
		return {
			ticketId: id,
			platform,
			status: isExpired(ticket) ? 'expired' : ticket.status,
			expiresAt,
			...(isNamed ? { connectionId: connectionIds[0], connectionIds } : {}),
			...(ticket.status === 'failed' ? { error: 'The user denied access' } : {}),
		};
	});
}

/** Pages that open in the user's browser: the ticket replaces the API key. */
export function consentRoutes(app: FastifyInstance, simulation: Simulation): void {
	app.get<{ Params: { platform: string }; Querystring: { ticket?: string } }>(
		'/oauth/:platform/authorize',
		(request, reply) => {
			const ticket = requireTicket(simulation, request.query.ticket ?? '');
			if (isExpired(ticket))
				return reply.status(410).type('text/html').send(messagePage('This link has expired.'));
			// Pharlo redirects the browser to Google or Meta; the simulator serves its own consent page.
			return reply.redirect(`/simulator/consent?ticket=${ticket.id}`, 302);
		},
	);

	app.get('/oauth/:platform/callback', (request, reply) => {
		const query = rule.validate(callbackSchema, request.query);
		const ticket = requireTicket(simulation, query.ticket);
		if (ticket.status === 'pending' && !isExpired(ticket)) settle(simulation, ticket, query);
		if (ticket.redirectUrl === null) {
			return reply.type('text/html').send(messagePage(`Connecting: ${ticket.status}.`));
		}
		const target = new URL(ticket.redirectUrl);
		const [first] = ticket.connectionIds;
		if (first === undefined) target.searchParams.append('error', 'access_denied');
		else target.searchParams.append('connectionId', first);
		return reply.redirect(target.href, 302);
	});
}

export function consentScreen(app: FastifyInstance, simulation: Simulation): void {
	app.get<{ Querystring: { ticket?: string } }>('/simulator/consent', (request, reply) => {
		const ticket = requireTicket(simulation, request.query.ticket ?? '');
		return reply.type('text/html').send(consentPage(ticket));
	});
}

function settle(
	simulation: Simulation,
	ticket: Ticket,
	query: z.output<typeof callbackSchema>,
): void {
	if (query.answer === 'deny' || query.accounts.length === 0) {
		ticket.status = 'failed';
	} else {
		ticket.status = 'success';
		ticket.connectionIds = query.accounts.map(
			(name) => connect(simulation, ticket.platform, name).id,
		);
	}
	simulation.emit('change');
}

/** Creates the connection, or renews an existing one with the same name. */
function connect(simulation: Simulation, platform: string, name: string): Connection {
	const tokens = { tokenExpiresAt: newTokenExpiry(), canRefresh: true };
	const known = simulation.state.connections.find(
		(connection) => connection.platform === platform && connection.name === name,
	);
	if (known !== undefined) return Object.assign(known, { isActive: true, ...tokens });
	const connection: Connection = {
		id: simulation.newId(),
		platform,
		name,
		thumbnailUrl: 'https://cdn.example.com/new.jpg',
		isActive: true,
		...tokens,
		externalId: null,
		organizationId: '0196f0a0-0000-7000-8000-000000000001',
		createdAt: simulation.now(),
	};
	simulation.state.connections.push(connection);
	return connection;
}

function requireTicket(simulation: Simulation, id: string): Ticket {
	const ticket = simulation.state.tickets.find((candidate) => candidate.id === id);
	if (ticket === undefined) throw notFound('Ticket');
	return ticket;
}

function isExpired(ticket: Ticket): boolean {
	return ticket.status === 'pending' && Date.parse(ticket.expiresAt) <= Date.now();
}
