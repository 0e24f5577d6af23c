import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isRecent } from '../../pharlo/age';
import { eventKey } from '../../pharlo/duplicates';
import { isWanted } from '../../pharlo/event';
import { receiveCallback, refuseCallback } from '../shared/receiveCallback';
import { fitsRememberedSecrets, fitsSecrets } from '../shared/webhookSecrets';
import { recognize } from './duplicates';
import { readFilter, readOptions } from './settings';

/**
 * Decides what a call starts, if anything, and what its sender is told.
 *
 * @throws when a setting or the credential cannot be read
 */
export async function answerCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	// Who tests may change the secret between two calls.
	const isTest = context.getMode() === 'manual';
	const received = await receiveCallback(context, isTest ? fitsSecrets : fitsRememberedSecrets);
	if ('refusal' in received) {
		return refuseCallback(context, received.refusal.status, received.refusal.reason);
	}
	const { event, body } = received;
	const { ignoreDuplicates, maxAgeMinutes } = readOptions(context);
	if (maxAgeMinutes > 0 && !isRecent(event.timestamp, maxAgeMinutes, Date.now())) {
		return refuseCallback(context, 400, 'Not a recent event');
	}
	if (!isWanted(event, readFilter(context))) return startNothing();
	// Who tests sends the same event again and again.
	if (ignoreDuplicates && !isTest) {
		const verdict = await recognize(context, eventKey(event, body));
		if (verdict === 'duplicate') return startNothing();
		if (verdict === 'unclear') return refuseCallback(context, 409, 'Being started already');
	}
	return {
		webhookResponse: { received: true, started: true },
		workflowData: [[{ json: event as IDataObject }]],
	};
}

function startNothing(): IWebhookResponseData {
	return { webhookResponse: { received: true, started: false } };
}
