import { getGlobalDispatcher, request, type Dispatcher } from 'undici';

import { sign } from '../../tools/simulator/deliveries.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';

/** One that is undefined is not sent. */
export type Headers = Readonly<Record<string, string | undefined>>;

export interface Answer {
	readonly status: number;
	readonly text: string;
}

/** Posts bytes as they are. */
export async function post(
	dispatcher: Dispatcher,
	url: string,
	body: Buffer | string,
	headers: Headers,
): Promise<Answer> {
	const answer = await request(url, { method: 'POST', dispatcher, headers, body });
	return { status: answer.statusCode, text: await answer.body.text() };
}

export interface Signed {
	readonly dispatcher?: Dispatcher;
	readonly secret?: string;
	/** Instead of those that Pharlo sends, or besides. */
	readonly headers?: Headers;
}

/** Posts an event the way Pharlo does; what is no text yet becomes JSON. */
export async function postSigned(
	url: string,
	event: unknown,
	{ dispatcher = getGlobalDispatcher(), secret = DEFAULTS.webhookSecret, headers }: Signed = {},
): Promise<Answer> {
	const body = typeof event === 'string' || Buffer.isBuffer(event) ? event : JSON.stringify(event);
	return await post(dispatcher, url, body, {
		'content-type': 'application/json',
		'x-webhook-signature': sign(body, secret),
		...headers,
	});
}
