import { bodyOf, isSuccess, outcomeOf, type Exchange, type ReadWriteApi } from './api.mts';
import { cancelTrial, isCreateLost, type Cancellation } from './cancel.mts';
import { errorBodyFinding } from './error-shape.mts';
import { open, settled, type Finding } from './finding.mts';
import { listed, shapeOf } from './shape.mts';
import { TIMES_CREDITS, tryTimes } from './times.mts';
import type { ScheduledTrial } from './trial.mts';
import type { Waits } from './waits.mts';

/**
 * Maximum cost at Pharlo's default prices: two Creates, Updates and some reads; the price of cancelling
 * is not documented.
 */
export const PUBLISH_CREDITS = 13 + TIMES_CREDITS;

export interface TrialResult {
	readonly findings: Finding[];
	/** What has to be cancelled manually; empty on success. */
	readonly warnings: string[];
}

/**
 * Creates a private video scheduled far ahead, checks it, and cancels it in any case.
 *
 * @param signal aborts further checks; existing assignments are cancelled
 */
export async function publishAndCancel(
	api: ReadWriteApi,
	trial: ScheduledTrial,
	waits: Waits,
	signal: AbortSignal,
): Promise<TrialResult> {
	const earlier = api.exchanges.length;
	const ids = new Set<string>();
	const findings: Finding[] = [];
	try {
		await runTrial(api, trial, ids, findings, signal);
	} catch (error) {
		// Whatever happens, the assignments have to be cancelled.
		findings.push(open('Remaining checks of an assignment', String(error), 'POST assignments'));
	}
	const isLost = isCreateLost(api.exchanges.slice(earlier));
	const { cancelled, warnings } = await cancelTrial(api, trial, ids, isLost, waits);
	const done = cancelled.find(({ isDone }) => isDone);
	if (done !== undefined) findings.push(...(await afterCancelling(api, done)));
	return { findings, warnings };
}

async function runTrial(
	api: ReadWriteApi,
	trial: ScheduledTrial,
	ids: Set<string>,
	findings: Finding[],
	signal: AbortSignal,
): Promise<void> {
	const create = { method: 'POST', path: 'assignments', body: trial.body } as const;
	const created = await api.send(create);
	const { id } = bodyOf(created);
	if (typeof id !== 'string') {
		findings.push(open('Response to Create', outcomeOf(created), created.label));
		return;
	}
	ids.add(id);
	findings.push(
		settled(
			'Response to Create',
			`${outcomeOf(created)} with ${listed(Object.keys(bodyOf(created)))}`,
			created.label,
		),
		echoOf(created, trial),
	);
	if (signal.aborted) return;
	findings.push(await compareWithSent(api, id, trial));
	if (signal.aborted) return;
	const repeated = await api.send(create);
	const second = bodyOf(repeated).id;
	if (typeof second === 'string') ids.add(second);
	findings.push(repetitionOf(repeated, id));
	if (signal.aborted) return;
	const rejected = await api.send({ method: 'POST', path: 'assignments', body: {} });
	const third = bodyOf(rejected).id;
	if (typeof third === 'string') ids.add(third);
	findings.push(errorBodyFinding('Error body for a Create with an empty body', rejected));
	if (signal.aborted) return;
	findings.push(await changePayload(api, id, trial));
	if (signal.aborted) return;
	findings.push(...(await tryTimes(api, id, trial, signal)));
}

function echoOf(created: Exchange, { body }: ScheduledTrial): Finding {
	const question = 'Format of the returned scheduled time';
	const { scheduledAt } = bodyOf(created);
	if (typeof scheduledAt !== 'string') {
		return settled(question, `as ${JSON.stringify(shapeOf(scheduledAt))}`, created.label);
	}
	if (scheduledAt === body.scheduledAt) return settled(question, 'as sent', created.label);
	const isSame = Date.parse(scheduledAt) === Date.parse(body.scheduledAt);
	const format = scheduledAt.endsWith('Z') ? 'in UTC, with Z' : 'in another format';
	return settled(question, isSame ? format : 'a different instant!', created.label);
}

/** Which of the values that were sent does a Get return? */
async function compareWithSent(
	api: ReadWriteApi,
	id: string,
	{ body }: ScheduledTrial,
): Promise<Finding> {
	const question = 'Values of a Create that Get returns';
	const fetched = await api.get('assignments/{id}', { parts: { id } });
	if (!isSuccess(fetched)) return open(question, outcomeOf(fetched), fetched.label);
	const returned = bodyOf(fetched);
	const kept = Object.entries(body).map(([key, sent]) => {
		if (returned[key] === undefined) return `\`${key}\` missing`;
		return `\`${key}\` ${isSameJson(returned[key], sent) ? 'as sent' : 'in another form'}`;
	});
	return settled(question, kept.join(', '), fetched.label);
}

/** Whether two values are the same, in whatever order their keys are. */
function isSameJson(one: unknown, other: unknown): boolean {
	const sorted = (value: unknown): unknown =>
		typeof value === 'object' && value !== null ? Object.entries(value).sort() : value;
	return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function repetitionOf(repeated: Exchange, id: string): Finding {
	const question = 'A repeated idempotency key';
	if (repeated.status === 409) {
		return settled(question, 'HTTP 409, a conflict', repeated.label);
	}
	if (!isSuccess(repeated)) return open(question, outcomeOf(repeated), repeated.label);
	const which = bodyOf(repeated).id === id ? 'the existing assignment' : 'A SECOND ASSIGNMENT';
	return settled(question, `${outcomeOf(repeated)} with ${which}`, repeated.label);
}

/** Sends a payload without the description, and checks whether that is kept. */
async function changePayload(
	api: ReadWriteApi,
	id: string,
	{ body }: ScheduledTrial,
): Promise<Finding> {
	const question = 'Update with a partial payload';
	const { description, ...rest } = body.payload;
	const changed = await api.send({
		method: 'PATCH',
		path: 'assignments/{id}',
		parts: { id },
		// With the required title, and the privacy, which has to stay where the payload is replaced.
		body: { payload: rest },
	});
	if (!isSuccess(changed)) return open(question, outcomeOf(changed), changed.label);
	const { payload } = bodyOf(await api.get('assignments/{id}', { parts: { id } }));
	if (typeof payload !== 'object' || payload === null) {
		return open(question, 'the assignment does not show its payload', changed.label);
	}
	const isKept = 'description' in payload && payload.description === description;
	return settled(
		question,
		isKept ? 'merged: the rest is kept' : 'replaced: the rest is removed',
		changed.label,
	);
}

async function afterCancelling(api: ReadWriteApi, { id, first }: Cancellation): Promise<Finding[]> {
	const parts = { id };
	const fetched = await api.get('assignments/{id}', { parts });
	const again = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	const body = first.body === undefined ? 'without a body' : 'with a body';
	return [
		settled('Response to Cancel', `${outcomeOf(first)} ${body}`, first.label),
		isSuccess(fetched)
			? settled('Status after Cancel', listed([bodyOf(fetched).status]), fetched.label)
			: settled('Status after Cancel', outcomeOf(fetched), fetched.label),
		errorBodyFinding('Error body for an operation that the status does not allow', again),
	];
}
