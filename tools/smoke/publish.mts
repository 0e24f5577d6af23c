import { bodyOf, isSuccess, outcomeOf, type Exchange, type ReadWriteApi } from './api.mts';
import { cancel, findTrials } from './cancel.mts';
import { open, settled, type Finding } from './finding.mts';
import { errorBodyFinding } from './error-shape.mts';
import { listed, shapeOf } from './shape.mts';
import { makeTrial, type Trial } from './trial.mts';

/**
 * Maximum cost at Pharlo's default prices: two Creates, an Update and some reads; the price of
 * cancelling is not documented.
 */
export const PUBLISH_CREDITS = 12;

export interface PublishResult {
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
	connectionId: string,
	signal: AbortSignal,
): Promise<PublishResult> {
	const trial = makeTrial(connectionId);
	const ids = new Set<string>();
	const findings: Finding[] = [];
	try {
		await runTrial(api, trial, ids, findings, signal);
	} finally {
		for (const id of await findTrials(api, trial)) ids.add(id);
	}
	const warnings: string[] = [];
	for (const id of ids) {
		const { isDone, first } = await cancel(api, id);
		if (!isDone) warnings.push(`Assignment ${id} could NOT be cancelled (${outcomeOf(first)}).`);
		else if (id === [...ids][0]) findings.push(...(await afterCancelling(api, id, first)));
	}
	if (ids.size === 0 && mayExist(api)) {
		warnings.push('The response to Create was lost, and the list does not show the assignment.');
	}
	if (warnings.length > 0) {
		warnings.push(`Look for "${trial.mark}" in Pharlo's console and cancel it there.`);
	}
	return { findings, warnings };
}

/** Whether a Create was sent whose outcome is unknown. */
function mayExist({ exchanges }: ReadWriteApi): boolean {
	return exchanges.some(
		({ label, status }) => label === 'POST assignments' && (status < 400 || status >= 500),
	);
}

async function runTrial(
	api: ReadWriteApi,
	trial: Trial,
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
	findings.push(await changePayload(api, id));
}

function echoOf(created: Exchange, { body }: Trial): Finding {
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

function repetitionOf(repeated: Exchange, id: string): Finding {
	const question = 'A repeated idempotency key';
	if (repeated.status === 409) {
		return settled(question, 'HTTP 409, a conflict', repeated.label);
	}
	if (!isSuccess(repeated)) return open(question, outcomeOf(repeated), repeated.label);
	const which = bodyOf(repeated).id === id ? 'the existing assignment' : 'A SECOND ASSIGNMENT';
	return settled(question, `${outcomeOf(repeated)} with ${which}`, repeated.label);
}

/** Sends a partial payload and checks what happens to the rest. */
async function changePayload(api: ReadWriteApi, id: string): Promise<Finding> {
	const question = 'Update with a partial payload';
	const changed = await api.send({
		method: 'PATCH',
		path: 'assignments/{id}',
		parts: { id },
		// Privacy has to stay, also where the payload is replaced; the title tells whether it is.
		body: { payload: { description: 'A test, changed', privacy: 'private' } },
	});
	if (!isSuccess(changed)) return open(question, outcomeOf(changed), changed.label);
	const { payload } = bodyOf(await api.get('assignments/{id}', { parts: { id } }));
	if (typeof payload !== 'object' || payload === null) {
		return open(question, 'the assignment does not show its payload', changed.label);
	}
	return settled(
		question,
		'title' in payload ? 'merged: the rest is kept' : 'replaced: the rest is removed',
		changed.label,
	);
}

async function afterCancelling(api: ReadWriteApi, id: string, first: Exchange): Promise<Finding[]> {
	const parts = { id };
	const fetched = await api.get('assignments/{id}', { parts });
	const again = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	const body = first.body === undefined ? 'without a body' : 'with a body';
	return [
		settled('Response to Cancel', `${outcomeOf(first)} ${body}`, first.label),
		isSuccess(fetched)
			? settled('Status after Cancel', listed([String(bodyOf(fetched).status)]), fetched.label)
			: settled('Status after Cancel', outcomeOf(fetched), fetched.label),
		errorBodyFinding('Error body for an operation that the status does not allow', again),
	];
}
