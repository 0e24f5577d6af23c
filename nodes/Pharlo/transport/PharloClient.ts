import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import pLimit, { type Limit } from 'p-limit';
import type { z } from 'zod';

import { heldBackError, unreadableError, type Intent } from '../../../domain/advice';
import { assignmentSchema } from '../../../domain/assignment';
import { parseCount } from '../../../domain/inputs';
import { parseProblem } from '../../../domain/problem';
import { DEFAULT_TIMEOUT_SECONDS, pauseBeforeRetry, RETRY_WINDOW_MS } from '../../../domain/retry';
import { resumeTokens, scrub } from '../../../domain/scrub';
import {
	collectPages,
	LIST_CHANGED,
	MAX_PAGE_SIZE,
	objectSchema,
	pageSchema,
	toPage,
	type Page,
} from './pagination';
import { codeOf, fetchSecrets, toRequestError, type FailedAttempt } from './failedAttempt';
import {
	checkPath,
	CREDENTIAL,
	toHttpOptions,
	type ListRequest,
	type PharloContext,
	type PharloRequest,
	type PharloResponse,
} from './request';
import { RunRecord } from './runRecord';
import { pause, Throttle } from './throttle';

type Attempt = { readonly response: PharloResponse } | FailedAttempt;

interface ClientSettings {
	/** The credential, where it was fetched already: otherwise n8n decrypts it for each request. */
	readonly credential: ICredentialDataDecryptedObject | undefined;
	/** Milliseconds after which one try is given up. */
	readonly timeoutMs: number;
	/** No further try starts, and no response is awaited, after this time; milliseconds since 1970. */
	readonly deadline: number;
	readonly maxConcurrentRequests: number;
	readonly limit: Limit;
	readonly throttle: Throttle;
	/** What Pharlo may repeat, and nobody else may see. */
	readonly resumeTokens: readonly string[];
	readonly record: RunRecord;
}

/** What a client may be told; everything else is its own business. */
export interface ClientOptions {
	readonly credential?: ICredentialDataDecryptedObject;
	/** {@link DEFAULT_TIMEOUT_SECONDS} if left out. */
	readonly timeoutSeconds?: number;
	/** Requests at a time; one after another if left out. */
	readonly maxConcurrentRequests?: number;
	/** `$execution.resumeUrl`, whose token is hidden in everything that Pharlo responds. */
	readonly resumeUrl?: unknown;
}

/** What requests have cost and what is left, where Pharlo said so (Billing guide). */
type CreditCount = { used: number; balance: number | null };

/**
 * Sends all requests to Pharlo. Retries, redirects, errors, credits, limits and pagination are decided
 * here, for every operation alike. A run of the node makes one client, and each item gets a count of
 * credits of its own by {@link forItem}.
 *
 * Every method that sends a request throws {@link ApiError} for a response other than 2xx and for no
 * response, and the reason of n8n's cancel signal when the user stops the execution.
 */
export class PharloClient {
	private constructor(
		private readonly context: PharloContext,
		private readonly settings: ClientSettings,
		private readonly creditCount: CreditCount = { used: 0, balance: null },
	) {}

	static create(context: PharloContext, options: ClientOptions = {}): PharloClient {
		const { credential, maxConcurrentRequests = 1, timeoutSeconds, resumeUrl } = options;
		return new PharloClient(context, {
			credential,
			timeoutMs: (timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
			deadline: Infinity,
			maxConcurrentRequests,
			limit: pLimit(maxConcurrentRequests),
			throttle: new Throttle(),
			resumeTokens: resumeTokens(resumeUrl),
			record: new RunRecord(context),
		});
	}

	/** A client with the same limits and a count of credits of its own. */
	forItem(): PharloClient {
		return new PharloClient(this.context, this.settings);
	}

	/**
	 * A client that gives up at a point in time: a webhook has ten seconds to respond, and a wait has its
	 * time limit.
	 *
	 * @param deadline milliseconds since 1970
	 */
	withDeadline(deadline: number): PharloClient {
		return new PharloClient(this.context, { ...this.settings, deadline }, this.creditCount);
	}

	get credits(): Readonly<CreditCount> {
		return this.creditCount;
	}

	/** What is told of the run beside the results, of whatever item. */
	get record(): RunRecord {
		return this.settings.record;
	}

	/**
	 * Sends a request, again where that is safe and may help; see {@link pauseBeforeRetry}.
	 *
	 * @throws {InvalidInputError} for a part of the path that cannot be an ID
	 */
	async send(request: PharloRequest): Promise<PharloResponse> {
		checkPath(request.path);
		const { deadline, limit, throttle } = this.settings;
		const isRepeatable = request.isRepeatable ?? request.method === 'GET';
		// Counts from the first attempt: before that, the request may have waited long for its turn.
		let lastStart = Number.NaN;
		const failed: FailedAttempt[] = [];
		for (let attempt = 1; ; attempt++) {
			const result = await limit(async () => {
				if (attempt === 1) lastStart = Math.min(Date.now() + RETRY_WINDOW_MS, deadline);
				return await this.attempt(request, lastStart);
			});
			if ('response' in result) return this.record.done(request, result.response);
			this.signal?.throwIfAborted();
			const wait = pauseBeforeRetry(result, isRepeatable, attempt, Math.random());
			if (wait === undefined || Date.now() + wait > lastStart) {
				const secrets = await fetchSecrets(this.context, this.settings);
				const error = toRequestError(result, request, secrets, failed);
				throw this.record.failed(request, error);
			}
			failed.push(result);
			if ('problem' in result && result.problem.status === 429) throttle.close(wait);
			await pause(wait, this.signal);
		}
	}

	/**
	 * Sends a request and parses the body of the response.
	 *
	 * @param schema tolerant of everything that is not relied upon
	 * @throws {ApiError} also when Pharlo, or something in its place, responds with something else
	 */
	async fetch<S extends z.ZodTypeAny>(request: PharloRequest, schema: S): Promise<z.output<S>> {
		const { body } = await this.send(request);
		return this.parse(body, request, schema);
	}

	/** Parses the body of a response that {@link send} returned, as {@link fetch} does. */
	parse<S extends z.ZodTypeAny>(body: unknown, request: Intent, schema: S): z.output<S> {
		const parsed = schema.safeParse(body);
		if (!parsed.success) throw unreadableError(request, body);
		return parsed.data as z.output<S>;
	}

	/** Fetches one assignment, for a credit (Code Examples page, Poll for assignment completion). */
	async fetchAssignment(id: string, keepsFileAddress = false): Promise<IDataObject> {
		const [path, intent] = [['assignments', id], 'return the assignment'];
		const request = { method: 'GET', path, intent, keepsFileAddress } as const;
		return (await this.fetch(request, assignmentSchema)) as IDataObject;
	}

	/** Sends a request that Pharlo must respond to with an object, of which no key is certain. */
	async fetchObject(request: PharloRequest): Promise<IDataObject> {
		return await this.fetch(request, objectSchema);
	}

	/**
	 * Fetches one page of a list, counted from 1.
	 *
	 * @param before the number of items on the pages before it; undefined where that is not known
	 */
	async fetchPage(
		request: ListRequest,
		page: number,
		before: number | undefined,
		size = MAX_PAGE_SIZE,
	): Promise<Page> {
		const query = { ...request.query, page, limit: size };
		const envelope = await this.fetch({ ...request, method: 'GET', query }, pageSchema);
		return toPage(envelope, page, size, before);
	}

	/**
	 * Fetches a list until it ends. No item is missed or doubled when it changes meanwhile; where that is
	 * not certain, the user reads it beside the output.
	 *
	 * @param max how many items are wanted at most
	 * @param pick what is kept of each item, its ID at least; the rest is dropped page by page
	 */
	async fetchAll(
		request: ListRequest,
		max = Number.POSITIVE_INFINITY,
		pick: (item: IDataObject) => IDataObject = (item) => item,
	): Promise<IDataObject[]> {
		const fetchPage = async (number: number, before: number): Promise<Page> => {
			const page = await this.fetchPage(request, number, before, Math.min(max, MAX_PAGE_SIZE));
			return { ...page, items: page.items.map(pick) };
		};
		const list = await collectPages(fetchPage, max, this.settings.maxConcurrentRequests);
		if (!list.isCertain) this.record.warn(LIST_CHANGED);
		return list.items;
	}

	private get signal(): AbortSignal | undefined {
		const { context } = this;
		return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	}

	private async attempt(request: PharloRequest, lastStart: number): Promise<Attempt> {
		const { credential, throttle, timeoutMs, deadline, resumeTokens } = this.settings;
		const heldBackMs = await throttle.pass(this.signal, lastStart);
		if (heldBackMs > 0) throw heldBackError(request, heldBackMs);
		let response: IN8nHttpFullResponse;
		try {
			response = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				CREDENTIAL,
				toHttpOptions(request, Math.min(timeoutMs, deadline - Date.now())),
				credential === undefined
					? undefined
					: { credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: credential } },
			)) as IN8nHttpFullResponse;
		} catch (thrown) {
			return { connectionCode: codeOf(thrown), thrown };
		}
		const { statusCode: status, headers } = response;
		// Here, so that no operation can pass on, store or show a token.
		const body = scrub<unknown>(response.body, resumeTokens, request.keepsFileAddress);
		this.creditCount.used += parseCount(headers['x-credits-used']) ?? 0;
		this.creditCount.balance = parseCount(headers['x-credits-balance']) ?? this.creditCount.balance;
		return status >= 200 && status < 300
			? { response: { status, headers, body } }
			: { problem: parseProblem(status, body, headers, new Date()) };
	}
}
