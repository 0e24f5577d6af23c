import { getGlobalDispatcher, request, type Dispatcher } from 'undici';

import { sign } from '../../tools/simulator/deliveries.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';

/** Headers that are undefined are not sent. */
export type Headers = Readonly<Record<string, string | undefined>>;

export interface CallResult {
	readonly status: number;
	readonly text: string;
}

/** Posts a body unchanged. */
export async function post(
	dispatcher: Dispatcher,
	url: string,
	body: Buffer | string,
	headers: Headers,
): Promise<CallResult> {
	const response = await request(url, { method: 'POST', dispatcher, headers, body });
	return { status: response.statusCode, text: await response.body.text() };
}

export interface SignedCallOptions {
	readonly dispatcher?: Dispatcher;
	readonly secret?: string;
	/** Headers that override or extend those of Pharlo. */
	readonly headers?: Headers;
}

/** Posts an event as Pharlo does; objects are serialized as JSON. */
export async function postSigned(
	url: string,
	event: unknown,
	{
		dispatcher = getGlobalDispatcher(),
		secret = DEFAULTS.webhookSecret,
		headers,
	}: SignedCallOptions = {},
): Promise<CallResult> {
	const body = typeof event === 'string' || Buffer.isBuffer(event) ? event : JSON.stringify(event);
	return await post(dispatcher, url, body, {
		'content-type': 'application/json',
		'x-webhook-signature': sign(body, secret),
		...headers,
	});
}
