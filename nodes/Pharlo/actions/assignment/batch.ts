import type { IDataObject } from 'n8n-workflow';

import { batchExternalId } from '../../../../domain/idempotency';
import { readNumber } from '../../../../domain/inputs';
import { Refusal } from '../../../../domain/invalidInput';
import { instantIn } from '../../../../domain/schedule';
import { identityOf } from '../../execution/identity';
import type { ItemCall } from '../../execution/itemContext';
import { planAll, readNewAssignment, readPublish, type Plan, type Plans } from './newAssignment';

/** What one run of Create and Wait is to create, all of it checked before anything is sent. */
export interface Batch extends Plans {
	/** Finds them all with one call; undefined for a single one, which needs none. */
	readonly externalId: string | undefined;
}

/**
 * @throws {NodeOperationError} for an item that is of no use, where the workflow shall stop then
 * @throws {Refusal} where one call could not find them all
 */
export function readBatch(calls: readonly ItemCall[], callbackUrl: string): Batch {
	const { planned, refused } = planAll(calls, (call) =>
		readNewAssignment(call, { callbackUrl, ...readDelay(call) }),
	);
	const [first] = planned;
	if (first === undefined || planned.length === 1) {
		return { planned, refused, externalId: undefined };
	}
	const externalId = sharedExternalId(first.call, planned);
	return {
		planned: planned.map(({ call, assignment }) => ({
			call,
			assignment: { ...assignment, content: { ...assignment.content, externalId } },
		})),
		refused,
		externalId,
	};
}

function sharedExternalId(call: ItemCall, planned: readonly Plan[]): string {
	const ids = new Set(planned.map(({ assignment }) => assignment.content.externalId));
	const [own] = ids;
	if (ids.size === 1) return typeof own === 'string' ? own : batchExternalId(identityOf(call));
	throw new Refusal(
		"'External ID' differs between the items that are waited for together",
		'One request has to find them all. Leave it empty, give all items the same one, or send the items through Loop Over Items with a batch size of 1.',
	);
}

/**
 * The publish time that 'Publish Delay' asks for. It is kept with the execution, because the
 * attempts of Retry On Fail must ask for the same thing under the same idempotency key.
 */
function readDelay(call: ItemCall): IDataObject {
	const { publishDelaySeconds = 0 } = call.collection('options');
	const limits = { min: 0, max: 86_400 };
	const seconds = readNumber("'Publish Delay (Seconds)'", publishDelaySeconds, limits);
	if (readPublish(call) !== 'now' || seconds === 0) return {};
	const context = call.context.getContext('node');
	const { startedAt } = context as { startedAt?: { run: number; time: number } };
	const time = startedAt?.run === call.settings.run ? startedAt.time : Date.now();
	context.startedAt = { run: call.settings.run, time };
	return { scheduledAt: instantIn(call.context.getTimezone(), time + seconds * 1000) };
}
