import { setTimeout as sleep } from 'node:timers/promises';

import { bodyOf, isSuccess, outcomeOf, type Exchange, type ReadWriteApi } from './api.mts';
import { open, settled, type Finding } from './finding.mts';
import type { Receiver } from './receiver.mts';
import { listed } from './shape.mts';
import type { Waits } from './waits.mts';

const REDIRECT = 'connected';

/**
 * Creates a link for connecting a YouTube channel, which is free, and waits until the user has opened
 * it.
 *
 * @param receiver where the browser is sent afterwards; by default Pharlo's own page
 * @param say shows the link to the user
 * @param signal stops waiting
 */
export async function connectChannel(
	api: ReadWriteApi,
	receiver: Receiver | undefined,
	say: (line: string) => void,
	waits: Waits,
	signal: AbortSignal,
): Promise<Finding[]> {
	const created = await api.send({
		method: 'POST',
		path: 'oauth/tickets',
		body: { platform: 'youtube', redirectUrl: receiver?.url(REDIRECT) ?? api.baseUrl },
	});
	const { ticketId, authUrl, url, expiresAt } = bodyOf(created);
	const link = authUrl ?? url;
	if (typeof ticketId !== 'string' || typeof link !== 'string') {
		return [open('Answer of Create Link', outcomeOf(created), created.label)];
	}
	const life = Date.parse(String(expiresAt)) - Date.now();
	const first = await ticketOf(api, ticketId);
	say(`Open this link and connect a channel, or press Ctrl-C to go on without: ${link}`);
	const limit = Math.min(life > 0 ? life : Infinity, waits.connectMs);
	const last = await waitForEnd(api, ticketId, first, limit, waits.pollMs, signal);
	const isUsed = bodyOf(last).status !== 'pending';
	if (isUsed) {
		// The browser may come after the ticket has ended.
		const isBack = () => receiver?.hitsOf(REDIRECT).length !== 0;
		await receiver?.waitUntil(isBack, waits.quietMs, signal);
	}
	return [
		settled('Answer of Create Link', listed(Object.keys(bodyOf(created))), created.label),
		Number.isNaN(life)
			? open('Lifetime of a link', 'it does not say when it expires', created.label)
			: settled('Lifetime of a link', `${Math.round(life / 60_000)} minutes`, created.label),
		keysOf('What a new ticket names', first),
		isUsed
			? keysOf('What a ticket names at its end', last)
			: open('What a ticket names at its end', 'it was not used', last.label),
		redirectOf(receiver),
	];
}

async function ticketOf(api: ReadWriteApi, id: string): Promise<Exchange> {
	return await api.get('oauth/tickets/{id}', { parts: { id } });
}

async function waitForEnd(
	api: ReadWriteApi,
	id: string,
	first: Exchange,
	limitMs: number,
	pollMs: number,
	signal: AbortSignal,
): Promise<Exchange> {
	const end = Date.now() + limitMs;
	let last = first;
	while (bodyOf(last).status === 'pending' && Date.now() < end && !signal.aborted) {
		await sleep(pollMs, undefined, { signal }).catch(() => undefined);
		last = await ticketOf(api, id);
	}
	return last;
}

function keysOf(question: string, ticket: Exchange): Finding {
	if (!isSuccess(ticket)) return open(question, outcomeOf(ticket), ticket.label);
	const { status } = bodyOf(ticket);
	return settled(
		question,
		`${listed([status])}, with ${listed(Object.keys(bodyOf(ticket)))}`,
		ticket.label,
	);
}

function redirectOf(receiver: Receiver | undefined): Finding {
	const question = 'What is added to the redirect address';
	const hit = receiver?.hitsOf(REDIRECT).at(-1);
	if (hit === undefined) {
		const why = receiver === undefined ? 'needs --public-url' : 'the browser did not come';
		return open(question, why, 'redirect');
	}
	return settled(question, listed(hit.query.keys()), 'redirect');
}
