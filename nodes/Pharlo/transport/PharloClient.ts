import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Limit } from 'p-limit';

import type { Intent } from '../../../domain/apiError';
import { API_PREFIX } from '../../../domain/baseUrl';
import { readCount, readProblem, type Problem } from '../../../domain/problem';
import { Refusal } from '../../../domain/invalidInput';
import { pauseBeforeRetry, RETRY_WINDOW_MS } from '../../../domain/retry';
import { pause } from './pause';
import { codeOf, toAnswerError, toConnectionError } from './errors';
import type { Gate } from './throttle';

const CREDENTIAL = 'pharloApi';

/** Longer than Pharlo needs to store a job, shorter than a user waits before stopping it. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** n8n's contexts from which Pharlo is called. */
export type Caller = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

export interface PharloRequest extends Intent {
	readonly method: IHttpRequestMethods;
	/** Path parts below the API prefix; each is encoded, so that an ID cannot leave its place. */
	readonly path: readonly string[];
	readonly query?: IDataObject;
	readonly body?: IDataObject;
	/** Whether Pharlo does it once, however often it is asked; reading always is so. */
	readonly isRepeatable?: boolean;
	readonly manner?: Manner;
}

/** How a request is sent, whatever it is about. */
export interface Manner {
	/** Milliseconds until one try is given up; {@link DEFAULT_TIMEOUT_MS} unless the user says so. */
	readonly timeoutMs?: number;
	/** Milliseconds after which no other try begins; {@link RETRY_WINDOW_MS} unless somebody waits. */
	readonly retryWindowMs?: number;
	/** The credential, where it has been read already: n8n would decrypt it for each request. */
	readonly credential?: ICredentialDataDecryptedObject;
	/** Shared by requests that slow down together. */
	readonly gate?: Gate;
	/** Lets so many pages of a list be read at a time; one after another without it. */
	readonly pageLimit?: Limit;
}

/** A request for a list, which the paging makes into one for each page. */
export type ListRequest = Omit<PharloRequest, 'method' | 'body'>;

/** What a call has cost and what is left, where Pharlo says so (Billing guide). */
export interface Credits {
	readonly used: number | undefined;
	readonly balance: number | undefined;
}

/** A 2xx answer. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON, or the text where it is none. */
	readonly body: unknown;
}

type Try =
	| { readonly answer: Answer }
	| { readonly problem: Problem }
	| { readonly connectionCode: string | undefined; readonly thrown: unknown };

/**
 * The one door to Pharlo: every request of the pack goes through here. The credential's
 * `authenticate` adds base URL and key. What may pass is tried again, see {@link pauseBeforeRetry}.
 *
 * @param onCredits told what each answered call has cost
 * @throws {Refusal} for a part of the path that is no ID
 * @throws {NodeApiError} for every answer other than 2xx and for a connection that failed; the
 *   reason of the cancel signal as soon as the user stops the execution
 */
export async function pharloExchange(
	caller: Caller,
	request: PharloRequest,
	onCredits: (credits: Credits) => void = () => undefined,
): Promise<Answer> {
	refuseDots(request.path);
	const isRepeatable = request.isRepeatable ?? request.method === 'GET';
	const { retryWindowMs = RETRY_WINDOW_MS, gate } = request.manner ?? {};
	const end = Date.now() + retryWindowMs;
	const signal =
		'getExecutionCancelSignal' in caller ? caller.getExecutionCancelSignal() : undefined;
	for (let attempt = 1; ; attempt++) {
		await gate?.pass(signal);
		const result = await tryOnce(caller, request, onCredits);
		if ('answer' in result) return result.answer;
		signal?.throwIfAborted();
		const wait = pauseBeforeRetry(result, isRepeatable, attempt, Math.random());
		if (wait === undefined || Date.now() + wait > end) {
			throw 'problem' in result
				? await toAnswerError(caller, result.problem, request)
				: await toConnectionError(caller, result.thrown, request);
		}
		if ('problem' in result && result.problem.status === 429) gate?.close(wait);
		await pause(wait, signal);
	}
}

/** @returns the body of what {@link pharloExchange} returns */
export async function pharloRequest(
	caller: Caller,
	request: PharloRequest,
	onCredits?: (credits: Credits) => void,
): Promise<unknown> {
	return (await pharloExchange(caller, request, onCredits)).body;
}

/** Encoded or not, these are taken for directories, and what was meant for one ID reaches another address. */
function refuseDots(path: readonly string[]): void {
	const dots = path.find((part) => /^\.{0,2}$/.test(part));
	if (dots === undefined) return;
	throw new Refusal(`'${dots}' is not an ID`, 'Look at what the field, or its expression, gives.');
}

async function tryOnce(
	caller: Caller,
	request: PharloRequest,
	onCredits: (credits: Credits) => void,
): Promise<Try> {
	const { timeoutMs = DEFAULT_TIMEOUT_MS, credential } = request.manner ?? {};
	let response: IN8nHttpFullResponse;
	try {
		const options: IHttpRequestOptions = {
			method: request.method,
			url: [API_PREFIX, ...request.path.map(encodeURIComponent)].join('/'),
			...(request.query === undefined ? {} : { qs: request.query }),
			...(request.body === undefined ? {} : { body: request.body }),
			json: true,
			timeout: timeoutMs,
			returnFullResponse: true,
			// Refusals are read as they come: n8n's own error keeps neither headers nor a flat body.
			ignoreHttpStatusErrors: true,
			// n8n would send the API key along to wherever a redirect points.
			disableFollowRedirect: true,
		};
		response = (await caller.helpers.httpRequestWithAuthentication.call(
			caller,
			CREDENTIAL,
			options,
			credential === undefined
				? undefined
				: { credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: credential } },
		)) as IN8nHttpFullResponse;
	} catch (thrown) {
		return { connectionCode: codeOf(thrown), thrown };
	}
	const { statusCode: status, body, headers } = response;
	onCredits({
		used: readCount(headers['x-credits-used']),
		balance: readCount(headers['x-credits-balance']),
	});
	return status >= 200 && status < 300
		? { answer: { status, headers, body } }
		: { problem: readProblem(status, body, headers, new Date()) };
}
