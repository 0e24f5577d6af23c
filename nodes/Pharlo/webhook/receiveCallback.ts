import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseCallbackEvent, type CallbackEvent } from '../../../domain/event';
import { readSignature, SIGNATURE_HEADER, verifySignature } from '../../../domain/signature';
import type { FitsSecrets } from './webhookSecrets';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;

/** A genuine callback. */
export interface Callback {
	readonly event: CallbackEvent;
	/** The bytes that the event was read from. */
	readonly body: Buffer;
}

/** What a call is: a callback of Pharlo's, or to be refused. */
type Received =
	| Callback
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
	const rawBody = await readBytes(request);
	if (
		rawBody === undefined ||
		!(await fitsSecrets(context, (secrets) => verifySignature(rawBody, signature, secrets)))
	) {
		return { refusal: UNAUTHORIZED };
	}
	const event = parseCallbackEvent(rawBody);
	return event === undefined ? { refusal: UNREADABLE } : { event, body: rawBody };
}

/**
 * The bytes as they came, or nothing: a body that was parsed and written again has another digest.
 * For nodes of version 1 n8n has read every body but forms; for later ones it leaves those of other
 * content types to the node.
 */
async function readBytes(request: Request): Promise<Buffer | undefined> {
	try {
		if (request.rawBody === undefined && !isForm(request)) await request.readRawBody();
	} catch {
		// Too large, broken off, or packed in a way that does not unpack.
		return undefined;
	}
	return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
}

function isForm({ headers }: Request): boolean {
	return headers['content-type']?.startsWith('multipart/') === true;
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
