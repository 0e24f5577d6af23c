import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Intent } from '../../../domain/advice';
import { InvalidInputError } from '../../../domain/errors';
import { API_PREFIX } from '../../../domain/webAddress';

/** n8n's name of the credential type. */
export const CREDENTIAL = 'pharloApi';

/** n8n's contexts from which Pharlo is called. */
export type PharloContext = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** A request to Pharlo and, by its {@link Intent}, the words for when it fails. */
export interface PharloRequest extends Intent {
	readonly method: IHttpRequestMethods;
	/** Parts of the path below the API prefix; each is encoded, so that an ID cannot leave its place. */
	readonly path: readonly string[];
	readonly query?: IDataObject;
	readonly body?: IDataObject;
	/** Whether Pharlo does it once, however often it is asked; true for every GET. */
	readonly isRepeatable?: boolean;
	/** Whether the user asks for the raw response, in which the address of a file of n8n stays usable. */
	readonly keepsFileAddress?: boolean;
}

/** A request for a list; the client adds the page. */
export type ListRequest = Omit<PharloRequest, 'method' | 'body'>;

/** A 2xx response. */
export interface PharloResponse {
	readonly status: number;
	/** With lower-case names, as Node gives them. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON, or the text where it is not JSON. */
	readonly body: unknown;
}

/**
 * Rejects what cannot be part of a path. Even when encoded, dots count as folders, so the request would
 * reach another address; and half of a character cannot be encoded at all.
 *
 * @throws {InvalidInputError} that names the part
 */
export function checkPath(path: readonly string[]): void {
	for (const part of path) {
		if (/^\.{0,2}$/.test(part)) {
			throw new InvalidInputError(
				`'${part}' is not an ID`,
				'Check what the parameter or its expression gives.',
			);
		}
		if (HALF_CHARACTER.test(part)) {
			throw new InvalidInputError(
				`'${part.replace(/\p{Surrogate}/gu, '\uFFFD')}' is not an ID: it contains half of a character`,
				'Check what the parameter or its expression gives. Text that is cut to a length may end within an emoji.',
			);
		}
	}
}

/** A surrogate without the other one of its pair. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/** A request in n8n's form. */
export function toHttpOptions(request: PharloRequest, timeoutMs: number): IHttpRequestOptions {
	return {
		method: request.method,
		url: [API_PREFIX, ...request.path.map(encodeURIComponent)].join('/'),
		...(request.query === undefined ? {} : { qs: request.query }),
		...(request.body === undefined ? {} : { body: request.body }),
		json: true,
		timeout: Math.max(1, timeoutMs),
		returnFullResponse: true,
		// n8n's own error would keep neither the headers nor a flat body.
		ignoreHttpStatusErrors: true,
		// n8n would send the API key to wherever a redirect points.
		disableFollowRedirect: true,
	};
}
