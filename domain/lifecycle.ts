import { ASSIGNMENT_STATUSES } from './assignment';

/** What can be done with an assignment in each state (Publishing guide, Core Concepts guide). */
const ALTERNATIVES: Readonly<Record<string, string>> = {
	pending: 'it can be updated or cancelled',
	uploading: 'wait until it is uploaded, published or failed',
	uploaded: 'it can be updated',
	processing: 'wait until it is published or failed',
	published: 'Update Published changes what is live',
	failed: 'Retry queues it once more',
	cancelled: 'that is final, create a new one',
};

/**
 * What to do where an operation does not fit the state of the assignment.
 *
 * @param rule says in which states the operation works, as a sentence
 * @param status the state, if it is known
 */
export function adviceOnState(rule: string, status: string | undefined): string {
	if (status === undefined) return `${rule} See its status with Get.`;
	const alternative = ALTERNATIVES[status];
	return alternative === undefined
		? `${rule} This one is ${status}.`
		: `${rule} This one is ${status}: ${alternative}.`;
}

/**
 * The state that a sentence of Pharlo's names, as in `cannot be updated in status "published"`:
 * reading the assignment to find out would cost a credit.
 */
export function statusIn(words: string): string | undefined {
	const named = /\bstatus\W+([a-z]+)/i.exec(words)?.[1]?.toLowerCase();
	return ASSIGNMENT_STATUSES.find((status) => status === named);
}
