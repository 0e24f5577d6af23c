import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import type { Connection } from '../../tools/simulator/state.mts';
import { runPharlo, type NodeResult } from './engine.mts';
import type { Pharlo } from './pharlo.mts';

/** What Wait Until Connected says where nothing tells which connection it is. */
export const UNNAMED = 'Pharlo reports success without naming the connection';

const ticketSchema = z.object({ ticketId: z.string(), expiresAt: z.string() });

export type Ticket = z.infer<typeof ticketSchema>;

/** The workflows that connect channels, and the owners who open their links. */
export class Owners {
	constructor(readonly pharlo: Pharlo) {}

	async createLink(
		platform: string,
		redirectUrl = 'https://your-app.com/connected',
		resumeToken?: string,
	): Promise<Ticket> {
		const { items } = await runPharlo(
			{
				resource: 'connectChannel',
				operation: 'createLink',
				platform: { __rl: true, mode: 'list', value: platform },
				redirectUrl,
			},
			{ credential: this.pharlo.credential, ...(resumeToken === undefined ? {} : { resumeToken }) },
		);
		return ticketSchema.parse(items[0]?.json);
	}

	/** Allows access as the person who opens the link. */
	async consent(ticket: Ticket, ...accounts: string[]): Promise<URL> {
		const query = new URLSearchParams({ ticket: ticket.ticketId, answer: 'allow' });
		for (const account of accounts) query.append('accounts', account);
		const { url } = this.pharlo.simulator;
		const response = await fetch(`${url}/api/v1/oauth/x/callback?${query.toString()}`, {
			redirect: 'manual',
		});
		return new URL(response.headers.get('location') ?? '');
	}

	/** Allows access, and returns the ID that the redirect brings. */
	async consentId(ticket: Ticket, ...accounts: string[]): Promise<string> {
		return (await this.consent(ticket, ...accounts)).searchParams.get('connectionId') ?? '';
	}

	async wait(
		ticket: Ticket,
		options: INodeParameters = {},
		input: IDataObject = {},
	): Promise<NodeResult> {
		return await runPharlo(
			{ resource: 'connectChannel', operation: 'waitUntilConnected', ...ticket, options },
			{ credential: this.pharlo.credential, items: [input] },
		);
	}

	/** As after a Wait node, which outputs the query that it was called with. */
	async waitAfterRedirect(ticket: Ticket, connectionId: IDataObject[string]): Promise<NodeResult> {
		const options = { connectionId: '={{ $json.query.connectionId }}' };
		return await this.wait(ticket, options, { query: { connectionId } });
	}

	stored(name: string): Connection {
		const { connections } = this.pharlo.simulator.simulation.state;
		const found = connections.find((connection) => connection.name === name);
		if (found === undefined) throw new Error(`No connection ${name}`);
		return found;
	}
}
