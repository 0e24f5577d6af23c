import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { CallbackEvent } from '../../../domain/event';
import { isFinal } from '../../../domain/outcome';
import { openOnes, withEvent, withListed, type Wait } from '../../../domain/wait';
import { toOutputs } from './outcomes';
import { handleCallback } from '../webhook/handleCallback';
import { refuseCallback } from '../webhook/receiveCallback';
import { shareCall } from './shareCall';
import { fitsSecrets } from '../webhook/webhookSecrets';
import { waitItems } from '../execution/results';
import { listBatch } from './listBatch';
import { forget, remember, seen } from './memory';
import { readWait } from './store';

/** Pharlo gives a receiver ten seconds (Webhooks guide); one of them goes into gathering. */
const MANNER = { timeoutMs: 4000, retryWindowMs: 3000 };

/** Goes on with an execution that waits as soon as all of its assignments have ended. */
export async function resume(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await handleCallback(this, 'Pharlo', fitsSecrets, async ({ event }) =>
		resumeFor(this, event),
	);
}

async function resumeFor(
	context: IWebhookFunctions,
	event: CallbackEvent,
): Promise<IWebhookResponseData> {
	const wait = readWait(context);
	if (wait?.assignments.some(({ id }) => id === event.assignmentId) !== true) {
		return refuseCallback(context, 404, 'Not an assignment that this execution waits for');
	}
	if (!isFinal(event.status)) return stayWaiting();

	const key = keyOf(wait);
	remember(key, event);
	if (openOnes(withSeen(key, wait)).length === 0) return goOn(context, wait, withSeen(key, wait));
	const { answer, isFirst } = await shareCall(key, async () => await askForRest(context, wait));
	const all = withListed(withSeen(key, wait), answer);
	// The others who share the answer need not do the same once more.
	return isFirst && openOnes(all).length === 0 ? goOn(context, wait, all) : stayWaiting();
}

/** No other wait has the same assignments. */
function keyOf({ assignments }: Wait): string {
	return assignments[0]?.id ?? '';
}

function withSeen(key: string, wait: Wait): Wait['assignments'] {
	return seen(key).reduce(withEvent, wait.assignments);
}

/**
 * What one callback tells cannot be stored for the next one, and it may reach another process, or
 * this one after a restart: so Pharlo is asked for those of which nothing was seen here.
 */
async function askForRest(context: IWebhookFunctions, wait: Wait): Promise<IDataObject[]> {
	const ids = openOnes(wait.assignments).map(({ id }) => id);
	return await listBatch(context, wait.externalId ?? '', ids, MANNER);
}

function stayWaiting(): IWebhookResponseData {
	return { webhookResponse: { received: true, resumed: false } };
}

function goOn(
	context: IWebhookFunctions,
	wait: Wait,
	assignments: Wait['assignments'],
): IWebhookResponseData {
	forget(keyOf(wait));
	const items = waitItems(context.getNode(), { ...wait, assignments });
	return {
		webhookResponse: { received: true, resumed: true },
		workflowData: toOutputs(items, wait.byOutcome),
	};
}
