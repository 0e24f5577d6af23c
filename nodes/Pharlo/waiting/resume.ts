import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { BoundedMap } from '../../../domain/boundedMap';
import type { CallbackEvent } from '../../../domain/event';
import {
	isFinal,
	pendingAssignments,
	withEvent,
	withListed,
	type Wait,
	type WaitingAssignment,
} from '../../../domain/wait';
import { PharloClient } from '../transport/PharloClient';
import { pause } from '../transport/throttle';
import { receiveCallback, rejectCallback, type CallbackRules } from '../webhook/callback';
import { fetchBatch } from './checkBeforeWaiting';
import { toOutputs, waitItems } from './outcomes';
import { getStoredWait } from './suspend';

/** The address at which Pharlo resumes an execution; n8n derives it from the execution. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		// Without it n8n responds to an accepted call with the text "firstEntryJson".
		responseData: '',
		path: '',
		restartWebhook: true,
	},
];

/** A wait has few callbacks, and no limit on their age. */
const RULES: CallbackRules = { cacheSecrets: false, getMaxAgeMinutes: () => 0 };

/** Resumes a waiting execution as soon as all of its assignments have ended. */
export async function resume(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const cameAt = Date.now();
	return await receiveCallback(this, 'Pharlo', RULES, async ({ event }) =>
		resumeWith(this, event, cameAt),
	);
}

async function resumeWith(
	context: IWebhookFunctions,
	event: CallbackEvent,
	cameAt: number,
): Promise<IWebhookResponseData> {
	const wait = getStoredWait(context);
	if (wait?.assignments.some(({ id }) => id === event.assignmentId) !== true) {
		return rejectCallback(context, 404, 'Not an assignment that this execution waits for');
	}
	if (!isFinal(event.status)) return keepWaiting();

	const key = waitKey(wait);
	addFinalEvent(key, event);
	const known = withFinalEvents(key, wait);
	if (pendingAssignments(known).length === 0) return continueExecution(context, wait, known);
	const resumesBefore = resumes;
	// Another report may complete the wait while this one shares a request.
	const hasResumed = (): boolean => (latestResumes.get(key) ?? 0) > resumesBefore;
	const { result, isFirst } = await shareRequest(key, async () =>
		hasResumed() ? [] : await fetchPending(context, wait, cameAt),
	);
	// The others that share the result must not resume the execution as well.
	if (!isFirst || hasResumed()) return keepWaiting();
	const all = withListed(withFinalEvents(key, wait), result);
	return pendingAssignments(all).length === 0
		? continueExecution(context, wait, all)
		: keepWaiting();
}

function keepWaiting(): IWebhookResponseData {
	return { webhookResponse: { received: true, resumed: false } };
}

function continueExecution(
	context: IWebhookFunctions,
	wait: Wait,
	assignments: WaitingAssignment[],
): IWebhookResponseData {
	const key = waitKey(wait);
	finalEvents.delete(key);
	latestResumes.set(key, ++resumes);
	const items = waitItems(context.getNode(), { ...wait, assignments });
	return {
		webhookResponse: { received: true, resumed: true },
		workflowData: wait.byOutcome ? toOutputs(items, wait.summarizes === true) : [items],
	};
}

/** How many executions this process has resumed. */
let resumes = 0;

/** The count of {@link resumes} when a wait was last resumed, for reports that are under way then. */
const latestResumes = new BoundedMap<string, number>(1000);

/** No other wait has the same assignments. */
function waitKey({ assignments }: Wait): string {
	return assignments[0]?.id ?? '';
}

/**
 * The verified final events of each wait, so that Pharlo need not be asked for what it has told already.
 * The limit is far more than wait at the same time. Nothing depends on this memory: after a restart, and
 * when in queue mode the next event reaches another process, Pharlo is asked, for a credit.
 */
const finalEvents = new BoundedMap<string, readonly CallbackEvent[]>(1000);

function addFinalEvent(key: string, event: CallbackEvent): void {
	const others = (finalEvents.get(key) ?? []).filter(
		({ assignmentId }) => assignmentId !== event.assignmentId,
	);
	finalEvents.set(key, [...others, event]);
}

function withFinalEvents(key: string, wait: Wait): WaitingAssignment[] {
	return (finalEvents.get(key) ?? []).reduce(withEvent, wait.assignments);
}

/** Pharlo gives a receiver ten seconds (Webhooks guide); the rest is for n8n. */
const TIME_TO_RESPOND_MS = 8000;

/**
 * What one callback tells cannot be stored for the next one, which may reach another process, or this
 * one after a restart. So Pharlo is asked for the assignments of which nothing is known here.
 */
async function fetchPending(
	context: IWebhookFunctions,
	wait: Wait,
	cameAt: number,
): Promise<IDataObject[]> {
	const client = PharloClient.create(context).withDeadline(cameAt + TIME_TO_RESPOND_MS);
	const ids = pendingAssignments(wait.assignments).map(({ id }) => id);
	return await fetchBatch(client, wait.externalId ?? '', ids);
}

/** Reports of posts that end together arrive within this time. */
const GATHERING_MS = 1000;

/** The requests that others can still join; each entry lives for {@link GATHERING_MS}. */
const gathering = new Map<string, Promise<unknown>>();

/** The result of a shared request, and whether this caller was the first to ask for it. */
export interface Shared<T> {
	readonly result: T;
	readonly isFirst: boolean;
}

/**
 * Sends one request for all who ask for the same within a second, because each costs a credit. The
 * request is sent when joining has ended, so its result is newer than everybody who joined: an older one
 * might not contain what a caller already knows.
 *
 * @param key the same for those who may share
 */
export async function shareRequest<T>(key: string, send: () => Promise<T>): Promise<Shared<T>> {
	const joined = gathering.get(key) as Promise<T> | undefined;
	if (joined !== undefined) return { result: await joined, isFirst: false };
	const result = pause(GATHERING_MS).then(async () => {
		gathering.delete(key);
		return await send();
	});
	gathering.set(key, result);
	return { result: await result, isFirst: true };
}
