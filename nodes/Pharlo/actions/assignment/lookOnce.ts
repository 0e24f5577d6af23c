import { readNumber } from '../../../../domain/inputs';
import { Refusal } from '../../../../domain/invalidInput';
import { openOnes, withListed, type Wait } from '../../../../domain/wait';
import type { ItemCall } from '../../execution/itemContext';
import { failedItem, type PairedItem } from '../../execution/results';
import { lookAtOpen, reportsElsewhere } from '../../waiting/checkBeforeWaiting';
import { outlivesExecution } from '../../properties/createOptions';
import { withCreated } from './createAssignment';

/** @throws {Refusal} when it is no time */
export function readLookAfter(call: ItemCall): number {
	const { lookBeforeWaitingSeconds = 2 } = call.collection('options');
	const limits = { min: 0, max: 3600 };
	return readNumber("'Look Before Waiting (Seconds)'", lookBeforeWaitingSeconds, limits);
}

/**
 * Looks once before the execution sleeps, and finds out what reports to another one: the post of an
 * own key, and what was created before n8n's Retry gave the execution another ID.
 */
export async function lookOnce(
	calls: readonly ItemCall[],
	wait: Wait,
	afterSeconds: number,
	resumeUrl: string,
): Promise<Wait> {
	const [first] = calls;
	if (first === undefined) return wait;
	const mayBeOlder = wait.assignments.some(
		({ itemIndex, alreadyExisted }) => alreadyExisted === true || hasOldKey(calls[itemIndex]),
	);
	if (!(afterSeconds > 0 || mayBeOlder)) return wait;
	const { rows, strays } = await lookAtOpen(first, wait, afterSeconds);
	const assignments = withListed(wait.assignments, rows);
	const elsewhere: unknown[] = [
		...strays,
		...rows.filter((row) => reportsElsewhere(row, resumeUrl)).map(({ id }) => id),
	];
	const lost = openOnes(assignments).filter(({ id }) => elsewhere.includes(id));
	const followed = assignments.filter((assignment) => !lost.includes(assignment));
	const followedIds = followed.map(({ id }) => id);
	const failures = lost.flatMap(({ id, itemIndex }) => {
		const call = calls[itemIndex];
		const refusal = new Refusal(
			`The idempotency key belongs to the assignment ${id}, which reports to another address`,
			'It was created by another execution. Follow it with Wait for Completion, or use another key.',
		);
		if (call === undefined) return [];
		return [toFailure(failedItem(call, withCreated(call, refusal, followedIds)))];
	});
	return {
		...wait,
		assignments: followed,
		failures: [...wait.failures, ...failures],
	};
}

function hasOldKey(call: ItemCall | undefined): boolean {
	return call !== undefined && outlivesExecution(call);
}

/** An output item that is kept until the wait has ended. */
export function toFailure({ json, pairedItem }: PairedItem): Wait['failures'][number] {
	return { itemIndex: pairedItem.item, json };
}
