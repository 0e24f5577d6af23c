import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap } from '../../../domain/boundedMap';

/** Events that are remembered for each trigger. */
export const MAX_EVENTS = 2000;

/** Triggers whose events are remembered. */
export const MAX_TRIGGERS = 100;

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

const STARTED = 'started';

/** A call to which n8n has not responded yet, so it is not known whether it stored an execution. */
interface OpenCall {
	readonly response: Response;
	readonly closed: Promise<void>;
}

type Events = BoundedMap<string, typeof STARTED | OpenCall>;

/** The events of each trigger. A forgotten event starts a second execution if it is delivered again. */
const eventsOfTriggers = new BoundedMap<string, Events>(MAX_TRIGGERS);

/** Whether an event is new, has started an execution, or may still be starting one. */
export type Verdict = 'first' | 'duplicate' | 'unclear';

/**
 * Tells whether an event has started an execution before, and if not, remembers that this call is about to
 * start one.
 *
 * An event counts as started once n8n has responded to its call with a 2xx, which it does when it has
 * stored the execution (n8n 1: right before). If a call fails or is killed earlier, the next delivery
 * starts the execution: better twice than never.
 *
 * This is the memory of one process. After a restart, and in another webhook process of n8n's queue
 * mode, an event that was delivered before starts another execution. The static data of the workflow
 * would survive a restart, but n8n 2.41 drops most of what a webhook writes there, and saving it undoes
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
		// Its sender hung up, which n8n ignores: how the call will end cannot be known.
		if (known.response.destroyed) return 'unclear';
		await known.closed;
	}
	remember(events, key, context.getResponseObject());
	return 'first';
}

function eventsOf(context: IWebhookFunctions): Events {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const events: Events = eventsOfTriggers.get(trigger) ?? new BoundedMap(MAX_EVENTS);
	eventsOfTriggers.set(trigger, events);
	return events;
}

/** What is known of an event by now: n8n's response says whether the execution is stored. */
function settle(events: Events, key: string): typeof STARTED | OpenCall | undefined {
	const known = events.get(key);
	if (known === undefined || known === STARTED || !known.response.writableEnded) return known;
	if (known.response.statusCode < 300) {
		events.set(key, STARTED);
		return STARTED;
	}
	events.delete(key);
	return undefined;
}

function remember(events: Events, key: string, response: Response): void {
	const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
	events.set(key, { response, closed });
	// Releases the response even if the event does not come again.
	void closed.then(() => settle(events, key));
}
