import type { IWebhookFunctions } from 'n8n-workflow';

import { setNewest } from '../setNewest';

/** Of each trigger; the oldest are forgotten first. */
export const MAX_EVENTS = 2000;

export const MAX_TRIGGERS = 100;

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

const STARTED = 'started';

/** A call that n8n has not answered yet, so nobody knows whether it stored an execution. */
interface Underway {
	readonly response: Response;
	readonly closed: Promise<void>;
}

type Events = Map<string, typeof STARTED | Underway>;

const triggers = new Map<string, Events>();

/** What becomes of a call: it starts an execution, or another one has done so or may still do so. */
export type Verdict = 'first' | 'duplicate' | 'unclear';

/**
 * Tells whether an event has started an execution before, and if not, notes that this call is about
 * to.
 *
 * An event counts as started once n8n has answered its call with a 2xx, which it does when it has
 * stored the execution (n8n 1: right before). Whatever fails or is killed earlier is started by the
 * next delivery: better twice than never.
 *
 * This is the memory of one process. After a restart, and in another webhook process of n8n's queue
 * mode, an event that was delivered before starts once more. The static data of the workflow would
 * outlive a restart, but n8n 2.41 drops most of what a webhook writes there, and saving it undoes
 * what executions have written meanwhile.
 *
 * @param key the same for deliveries of the same event
 */
export async function recognize(context: IWebhookFunctions, key: string): Promise<Verdict> {
	const events = eventsOf(context);
	for (;;) {
		const known = settle(events, key);
		if (known === undefined) break;
		if (known === STARTED) return 'duplicate';
		// Its sender hung up, which n8n does not heed: nobody can say how it will end.
		if (known.response.destroyed) return 'unclear';
		await known.closed;
	}
	note(events, key, context.getResponseObject());
	return 'first';
}

function eventsOf(context: IWebhookFunctions): Events {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const events: Events = triggers.get(trigger) ?? new Map();
	setNewest(triggers, trigger, events, MAX_TRIGGERS);
	return events;
}

/** What is known of an event, brought up to date: an answer says whether the execution is stored. */
function settle(events: Events, key: string): typeof STARTED | Underway | undefined {
	const known = events.get(key);
	if (known === undefined || known === STARTED || !known.response.writableEnded) return known;
	if (known.response.statusCode < 300) {
		events.set(key, STARTED);
		return STARTED;
	}
	events.delete(key);
	return undefined;
}

function note(events: Events, key: string, response: Response): void {
	const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
	setNewest(events, key, { response, closed }, MAX_EVENTS);
	// Lets go of the response also where the event does not come again.
	void closed.then(() => settle(events, key));
}
