import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { receiveCallback, refuseCallback, type Callback } from './receiveCallback';
import type { FitsSecrets } from './webhookSecrets';

/**
 * The way of every callback: nothing is acted upon whose signature does not fit, and nothing throws.
 * n8n would answer 500 and record a failed execution for every stranger that calls, and where an
 * execution waits, end it with an error and run the nodes behind all the same.
 *
 * @param name of the node, for n8n's log
 * @param fitsSecrets see {@link receiveCallback}
 * @param handle decides about a genuine callback
 */
export async function handleCallback(
	context: IWebhookFunctions,
	name: string,
	fitsSecrets: FitsSecrets,
	handle: (callback: Callback) => Promise<IWebhookResponseData>,
): Promise<IWebhookResponseData> {
	try {
		const received = await receiveCallback(context, fitsSecrets);
		return 'refusal' in received
			? refuseCallback(context, received.refusal.status, received.refusal.reason)
			: await handle(received);
	} catch (error) {
		context.logger.error(`${name} could not handle a callback`, {
			reason: error instanceof Error ? error.message : String(error),
		});
		// Not a 200: Pharlo may then deliver the event again.
		return refuseCallback(context, 503, 'Could not be handled');
	}
}
