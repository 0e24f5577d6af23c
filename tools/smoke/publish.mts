import { bodyOf, isSuccess, outcomeOf, type Exchange, type WritingApi } from './api.mts';
import { cancel, findTrials } from './cancel.mts';
import { open, settled, type Finding } from './finding.mts';
import { familyFinding } from './refusal-shape.mts';
import { listed, shapeOf } from './shape.mts';
import { makeTrial, type Trial } from './trial.mts';

/** At Pharlo's default prices: two Creates, an Update and what is read; cancelling has no price yet. */
export const PUBLISH_CREDITS = 12;

export interface PublishResult {
	readonly findings: Finding[];
	/** What is left to be cancelled by hand; empty when all is well. */
	readonly warnings: string[];
}

/**
 * Creates a private video that is planned for far ahead, looks at it, and cancels it whatever happens.
 *
 * @param signal when it aborts, nothing more is tried out; what exists is cancelled
 */
export async function publishAndCancel(
	api: WritingApi,
	connectionId: string,
	signal: AbortSignal,
): Promise<PublishResult> {
	const trial = makeTrial(connectionId);
	const ids = new Set<string>();
	const findings: Finding[] = [];
	try {
		await tryOut(api, trial, ids, findings, signal);
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
		warnings.push('The answer to Create was lost, and the list does not show the assignment.');
	}
	if (warnings.length > 0) {
		warnings.push(`Look for "${trial.mark}" in Pharlo's console and cancel it there.`);
	}
	return { findings, warnings };
}

/** Whether a Create was sent of which nobody knows what became. */
function mayExist({ exchanges }: WritingApi): boolean {
	return exchanges.some(
		({ label, status }) => label === 'POST assignments' && (status < 400 || status >= 500),
	);
}

async function tryOut(
	api: WritingApi,
	trial: Trial,
	ids: Set<string>,
	findings: Finding[],
	signal: AbortSignal,
): Promise<void> {
	const create = { method: 'POST', path: 'assignments', body: trial.body } as const;
	const created = await api.send(create);
	const { id } = bodyOf(created);
	if (typeof id !== 'string') {
		findings.push(open('Answer to Create', outcomeOf(created), created.label));
		return;
	}
	ids.add(id);
	findings.push(
		settled(
			'Answer to Create',
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
	const refused = await api.send({ method: 'POST', path: 'assignments', body: {} });
	const third = bodyOf(refused).id;
	if (typeof third === 'string') ids.add(third);
	findings.push(familyFinding('Error body for a Create without anything', refused));
	if (signal.aborted) return;
	findings.push(await changePayload(api, id));
}

function echoOf(created: Exchange, { body }: Trial): Finding {
	const question = 'How the scheduled time comes back';
	const { scheduledAt } = bodyOf(created);
	if (typeof scheduledAt !== 'string') {
		return settled(question, `as ${JSON.stringify(shapeOf(scheduledAt))}`, created.label);
	}
	if (scheduledAt === body.scheduledAt) return settled(question, 'as it was sent', created.label);
	const isSame = Date.parse(scheduledAt) === Date.parse(body.scheduledAt);
	const form = scheduledAt.endsWith('Z') ? 'in UTC, with Z' : 'in another form';
	return settled(question, isSame ? form : 'as another instant!', created.label);
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

/** Sends a part of the payload and looks what is left of the rest. */
async function changePayload(api: WritingApi, id: string): Promise<Finding> {
	const question = 'Update with a part of the payload';
	const changed = await api.send({
		method: 'PATCH',
		path: 'assignments/{id}',
		parts: { id },
		body: { payload: { description: 'A test, changed' } },
	});
	if (!isSuccess(changed)) return open(question, outcomeOf(changed), changed.label);
	const { payload } = bodyOf(await api.get('assignments/{id}', { parts: { id } }));
	if (typeof payload !== 'object' || payload === null) {
		return open(question, 'the assignment does not show its payload', changed.label);
	}
	return settled(
		question,
		'title' in payload ? 'the rest stays (merged)' : 'the rest is gone (replaced)',
		changed.label,
	);
}

async function afterCancelling(api: WritingApi, id: string, first: Exchange): Promise<Finding[]> {
	const parts = { id };
	const read = await api.get('assignments/{id}', { parts });
	const again = await api.send({ method: 'DELETE', path: 'assignments/{id}', parts });
	const body = first.body === undefined ? 'without a body' : 'with a body';
	return [
		settled('Answer to Cancel', `${outcomeOf(first)} ${body}`, first.label),
		isSuccess(read)
			? settled('Status afterwards', listed([String(bodyOf(read).status)]), read.label)
			: settled('Status afterwards', outcomeOf(read), read.label),
		familyFinding('Error body for what its state does not allow', again),
	];
}
