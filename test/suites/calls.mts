import { request, type Dispatcher } from 'undici';

export type Headers = Readonly<Record<string, string>>;

export interface Answer {
	readonly status: number;
	readonly text: string;
}

/** Posts bytes as they are; a header without a value is not sent. */
export async function post(
	dispatcher: Dispatcher,
	url: string,
	body: Buffer | string,
	headers: Headers,
): Promise<Answer> {
	const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
	const answer = await request(url, { method: 'POST', dispatcher, headers: sent, body });
	return { status: answer.statusCode, text: await answer.body.text() };
}
