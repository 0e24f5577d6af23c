import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Intent } from '../../pharlo/advice';
import { API_PREFIX } from '../../pharlo/base-url';
import { readCount, readProblem } from '../../pharlo/errors';
import { toAnswerError, toConnectionError } from './errors';

/** Longer than Pharlo needs to store a job, shorter than a user waits before stopping it. */
const REQUEST_TIMEOUT_MS = 60_000;

/** n8n's contexts from which Pharlo is called. */
export type Caller = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

export interface PharloRequest extends Intent {
	readonly method: IHttpRequestMethods;
	/** Path parts below the API prefix; each is encoded, so that an ID cannot leave its place. */
	readonly path: readonly string[];
	readonly query?: IDataObject;
	readonly body?: IDataObject;
	/** Milliseconds until it is given up; {@link REQUEST_TIMEOUT_MS} unless somebody is waiting. */
	readonly timeoutMs?: number;
}

/** A request for a list, which the paging makes into one for each page. */
export type ListRequest = Omit<PharloRequest, 'method' | 'body'>;

/** What a call has cost and what is left, where Pharlo says so (Billing guide). */
export interface Credits {
	readonly used: number | undefined;
	readonly balance: number | undefined;
}

/**
 * The one door to Pharlo: every request of the pack goes through here. The credential's
 * `authenticate` adds base URL and key.
 *
 * @param onCredits told what each answered call has cost
 * @returns the body of a 2xx answer: parsed JSON, or the text where it is none
 * @throws {NodeApiError} for every other answer and for a connection that failed
 */
export async function pharloRequest(
	caller: Caller,
	request: PharloRequest,
	onCredits: (credits: Credits) => void = () => undefined,
): Promise<unknown> {
	let response: IN8nHttpFullResponse;
	try {
		response = (await caller.helpers.httpRequestWithAuthentication.call(caller, 'pharloApi', {
			method: request.method,
			url: [API_PREFIX, ...request.path.map(encodeURIComponent)].join('/'),
			...(request.query === undefined ? {} : { qs: request.query }),
			...(request.body === undefined ? {} : { body: request.body }),
			json: true,
			timeout: request.timeoutMs ?? REQUEST_TIMEOUT_MS,
			returnFullResponse: true,
			// Refusals are read as they come: n8n's own error keeps neither headers nor a flat body.
			ignoreHttpStatusErrors: true,
			// n8n would send the API key along to wherever a redirect points.
			disableFollowRedirect: true,
		})) as IN8nHttpFullResponse;
	} catch (error) {
		throw toConnectionError(caller.getNode(), error, request);
	}
	const { statusCode, body, headers } = response;
	onCredits({
		used: readCount(headers['x-credits-used']),
		balance: readCount(headers['x-credits-balance']),
	});
	if (statusCode >= 200 && statusCode < 300) return body;
	throw toAnswerError(
		caller.getNode(),
		readProblem(statusCode, body, headers, new Date()),
		request,
	);
}
