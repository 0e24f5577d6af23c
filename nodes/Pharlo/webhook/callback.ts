import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { BoundedMap } from '../../../domain/boundedMap';
import { isRecent, parseCallbackEvent, type CallbackEvent } from '../../../domain/event';
import { scrub } from '../../../domain/scrub';
import {
	isUsableSecret,
	parseSignature,
	SIGNATURE_HEADER,
	verifySignature,
} from '../../../domain/signature';

/** A callback whose signature was verified. */
export interface Callback {
	readonly event: CallbackEvent;
	/** The bytes that the event was parsed from. */
	readonly body: Buffer;
}

/** What a node asks of callbacks beside a valid signature. */
export interface CallbackRules {
	/** Whether secrets that were fetched in the last seconds may be used; see {@link matchesCachedSecret}. */
	readonly cacheSecrets: boolean;
	/** 0 accepts any age. Called only when the signature was verified. */
	getMaxAgeMinutes(): number;
}

/**
 * Reads a callback: bytes, signature, event, age. Nothing in a body is looked at before its signature was
 * verified. Never throws: n8n would respond with 500 and record a failed execution for every stranger
 * that calls, and a waiting execution would end with an error.
 *
 * @param nodeName for n8n's log
 * @param handle decides what a verified callback does
 */
export async function receiveCallback(
	context: IWebhookFunctions,
	nodeName: string,
	rules: CallbackRules,
	handle: (callback: Callback) => Promise<IWebhookResponseData>,
): Promise<IWebhookResponseData> {
	try {
		const request = context.getRequestObject();
		const signature = request.headers[SIGNATURE_HEADER];
		if (parseSignature(signature) === undefined) return rejectCallback(context, 401, UNAUTHORIZED);

		const body = await readBody(request);
		if (body === undefined) return rejectCallback(context, 401, UNAUTHORIZED);

		const isSignedWith = (secrets: Secrets): boolean => verifySignature(body, signature, secrets);
		const isSigned = rules.cacheSecrets
			? await matchesCachedSecret(context, isSignedWith)
			: isSignedWith(await fetchSecrets(context));
		if (!isSigned) return rejectCallback(context, 401, UNAUTHORIZED);

		const event = parseCallbackEvent(body);
		if (event === undefined) return rejectCallback(context, 400, 'Not an assignment event');

		const maxAgeMinutes = rules.getMaxAgeMinutes();
		if (maxAgeMinutes > 0 && !isRecent(event.timestamp, maxAgeMinutes, Date.now())) {
			return rejectCallback(context, 400, 'Not a recent event');
		}
		return await handle({ event: scrub(event, []), body });
	} catch (error) {
		context.logger.error(`${nodeName} could not handle a callback`, {
			reason: scrub(error instanceof Error ? error.message : String(error), []),
		});
		// Not 200, so that Pharlo may deliver the event again.
		return rejectCallback(context, 503, 'Could not be handled');
	}
}

const UNAUTHORIZED = 'Unauthorized';

/** Responds to a call that is not accepted; the node has to, because n8n would respond with 200. */
export function rejectCallback(
	context: IWebhookFunctions,
	status: number,
	reason: string,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ error: reason });
	return { noWebhookResponse: true };
}

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;

/**
 * The bytes as they came, or undefined: a body that was parsed and serialized again has another digest.
 * n8n reads the body of JSON itself, and of other content types only for nodes of version 1.
 */
async function readBody(request: Request): Promise<Buffer | undefined> {
	const isForm = request.headers['content-type']?.startsWith('multipart/') === true;
	try {
		if (request.rawBody === undefined && !isForm) await request.readRawBody();
	} catch {
		// Too large, incomplete, or compressed in a way that does not decompress.
		return undefined;
	}
	return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
}

type Secrets = readonly unknown[];

/** @returns the current secret and the previous one; without a current one nothing is accepted */
async function fetchSecrets(context: IWebhookFunctions): Promise<Secrets> {
	const { webhookSecret, previousWebhookSecret } = await context.getCredentials('pharloApi');
	return isUsableSecret(webhookSecret) ? [webhookSecret, previousWebhookSecret] : [];
}

/** Milliseconds after which a secret that was removed from the credential stops working. */
export const SECRETS_CACHE_MS = 2000;

interface FetchedSecrets {
	readonly startedAt: number;
	readonly secrets: Promise<Secrets>;
}

/** The secrets of each trigger and credential, for {@link SECRETS_CACHE_MS}. What is forgotten is fetched again. */
const cachedSecrets = new BoundedMap<string, FetchedSecrets>(100);

/**
 * Whether one of a trigger's secrets matches, without fetching the credential for every call: n8n 2.41
 * starts a JavaScript engine each time, which took nearly a third of all the work for a genuine call.
 *
 * A call may be accepted by secrets that were fetched in the seconds before it. It is rejected only by
 * secrets that were fetched after it had come, so a new secret works at once. Such a fetch is shared by
 * all calls that wait for it, one at a time: many forged calls do not cause many fetches.
 *
 * @param matches called again with newer secrets when it has returned false
 */
async function matchesCachedSecret(
	context: IWebhookFunctions,
	matches: (secrets: Secrets) => boolean,
): Promise<boolean> {
	const cameAt = performance.now();
	const { id, credentials } = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, id, credentials?.pharloApi?.id]);
	const cached = cachedSecrets.get(key);
	const isUsable = cached !== undefined && cameAt - cached.startedAt < SECRETS_CACHE_MS;
	const first = isUsable ? cached : startFetch(key, context);
	if (matches(await first.secrets)) return true;
	if (first.startedAt >= cameAt) return false;
	// `first` has ended, and whatever has replaced it in the cache was started after this call had come.
	const latest = cachedSecrets.get(key);
	const newer = latest === undefined || latest === first ? startFetch(key, context) : latest;
	return matches(await newer.secrets);
}

function startFetch(key: string, context: IWebhookFunctions): FetchedSecrets {
	const fetched: FetchedSecrets = {
		startedAt: performance.now(),
		secrets: fetchSecrets(context),
	};
	cachedSecrets.set(key, fetched);
	// A failure says nothing about the next call.
	fetched.secrets.catch(() => {
		if (cachedSecrets.get(key) === fetched) cachedSecrets.delete(key);
	});
	return fetched;
}
