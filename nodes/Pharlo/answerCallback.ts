import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isRecent } from '../../domain/age';
import { eventKey } from '../../domain/duplicates';
import { isWanted } from '../../domain/event';
import { handleCallback } from './webhook/handleCallback';
import { refuseCallback, type Callback } from './webhook/receiveCallback';
import { fitsRememberedSecrets, fitsSecrets } from './webhook/webhookSecrets';
import { recognize } from './webhook/duplicates';
import { readFilter, readOptions } from './triggerSettings';

/** Decides what a call starts, if anything, and what its sender is told. */
export async function answerCallback(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const isTest = this.getMode() === 'manual';
	// While testing, the secret may be changed between two calls.
	const fits = isTest ? fitsSecrets : fitsRememberedSecrets;
	return await handleCallback(this, 'Pharlo Trigger', fits, async (callback) =>
		startFor(this, callback, isTest),
	);
}

/** @throws {Refusal} for a setting that is invalid */
async function startFor(
	context: IWebhookFunctions,
	{ event, body }: Callback,
	isTest: boolean,
): Promise<IWebhookResponseData> {
	const { ignoreDuplicates, maxAgeMinutes } = readOptions(context);
	if (maxAgeMinutes > 0 && !isRecent(event.timestamp, maxAgeMinutes, Date.now())) {
		return refuseCallback(context, 400, 'Not a recent event');
	}
	if (!isWanted(event, readFilter(context))) return startNothing();
	// While testing, the same event is sent again and again.
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
