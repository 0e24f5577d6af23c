import type {
	IAdditionalCredentialOptions,
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import type { PharloContext } from '../../nodes/Pharlo/transport/request.ts';

/** A request as the client hands it to n8n. */
export interface Sent {
	readonly credentialType: string;
	readonly options: IHttpRequestOptions;
	readonly more: IAdditionalCredentialOptions | undefined;
	/** Milliseconds since the context was made. */
	readonly at: number;
}

interface FullResponse {
	readonly statusCode: number;
	readonly body: unknown;
	readonly headers: Readonly<Record<string, unknown>>;
}

/** Responds to one request, or fails as a connection does. */
export type Reply = (sent: Sent) => FullResponse | Promise<FullResponse>;

/** A reply with this response. */
export function respond(
	statusCode: number,
	body: unknown = {},
	headers: FullResponse['headers'] = {},
): Reply {
	return () => ({ statusCode, body, headers });
}

/** A reply that n8n throws. */
export function fail(thrown: unknown): Reply {
	return () => {
		throw thrown;
	};
}

/** A reply that fails with a code of the system, such as `ECONNRESET`. */
export function disconnect(code: string): Reply {
	return fail(Object.assign(new Error(`connect ${code}`), { code }));
}

/** The same reply after so many milliseconds. */
export function slow(milliseconds: number, reply: Reply): Reply {
	return async (sent) => {
		await new Promise((resolve) => setTimeout(resolve, milliseconds));
		return reply(sent);
	};
}

export interface ClientContextOptions {
	/** Replies to the first requests; to all others `otherwise`. */
	readonly replies?: readonly Reply[];
	/** A 200 with an empty object if left out. */
	readonly otherwise?: Reply;
	/** What n8n has stored, or how it fails to decrypt it. */
	readonly stored?: ICredentialDataDecryptedObject | Error;
	/** Aborts when the user stops the execution. Contexts without an execution have no such method. */
	readonly signal?: AbortSignal | 'no method' | undefined;
}

/** As much of n8n's context as the client uses, and a record of what was asked of it. */
export function clientContext({
	replies = [],
	otherwise = respond(200),
	stored = {},
	signal,
}: ClientContextOptions = {}) {
	const sent: Sent[] = [];
	const decrypted: string[] = [];
	const startedAt = Date.now();
	const context = {
		helpers: {
			async httpRequestWithAuthentication(
				this: unknown,
				credentialType: string,
				options: IHttpRequestOptions,
				more?: IAdditionalCredentialOptions,
			) {
				if (this !== context) throw new Error('n8n needs its context as this');
				const request = { credentialType, options, more, at: Date.now() - startedAt };
				sent.push(request);
				return await (replies[sent.length - 1] ?? otherwise)(request);
			},
		},
		async getCredentials(type: string) {
			decrypted.push(type);
			if (stored instanceof Error) throw stored;
			return stored;
		},
		...(signal === 'no method' ? {} : { getExecutionCancelSignal: () => signal }),
	};
	return { context: context as unknown as PharloContext, sent, decrypted };
}
