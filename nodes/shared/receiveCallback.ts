import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseCallbackEvent, type CallbackEvent } from '../../pharlo/event';
import { readSignature, SIGNATURE_HEADER, verifySignature } from '../../pharlo/signature';
import type { FitsSecrets } from './webhookSecrets';

/** A callback of Pharlo's, or the answer for a call that is none. */
export type Received =
	| { readonly event: CallbackEvent; readonly body: Buffer }
	| { readonly refusal: { readonly status: 400 | 401; readonly reason: string } };

const UNAUTHORIZED = { status: 401, reason: 'Unauthorized' } as const;
const UNREADABLE = { status: 400, reason: 'Not an assignment event' } as const;

/**
 * Checks a call and reads the event in it. The signature comes first: nothing in an unsigned body
 * is looked at.
 *
 * @param fitsSecrets whether one of the secrets fits, wherever they come from; not asked about a call
 *   that no secret could fit
 */
export async function receiveCallback(
	context: IWebhookFunctions,
	fitsSecrets: FitsSecrets,
): Promise<Received> {
	const request = context.getRequestObject();
	const signature = request.headers[SIGNATURE_HEADER];
	if (readSignature(signature) === undefined) return { refusal: UNAUTHORIZED };
	// Read as bytes or not at all: a body that was parsed and written again has another digest.
	const rawBody: unknown = request.rawBody;
	if (
		!Buffer.isBuffer(rawBody) ||
		!(await fitsSecrets(context, (secrets) => verifySignature(rawBody, signature, secrets)))
	) {
		return { refusal: UNAUTHORIZED };
	}
	const event = parseCallbackEvent(rawBody);
	return event === undefined ? { refusal: UNREADABLE } : { event, body: rawBody };
}

/**
 * Answers a call that is not accepted. Never by throwing: n8n would record a failed execution for
 * every stranger that calls, or end the one that waits.
 */
export function refuseCallback(
	context: IWebhookFunctions,
	status: number,
	reason: string,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ error: reason });
	return { noWebhookResponse: true };
}
