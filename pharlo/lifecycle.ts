import { ASSIGNMENT_STATUSES } from './assignment';

/** Operations that are legal in some states only (Publishing guide, Core Concepts guide). */
export type StateOperation = 'update' | 'updatePublished' | 'cancel' | 'retry';

const RULES: Readonly<Record<StateOperation, string>> = {
	update: 'Update works while an assignment is pending or uploaded.',
	updatePublished: 'Update Published works once an assignment is published.',
	cancel: 'Cancel works until an assignment is processing or published.',
	retry: 'Retry works for assignments that have failed.',
};

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
 * @param status the state, if it is known
 */
export function adviceOnState(operation: StateOperation, status: string | undefined): string {
	if (status === undefined) return `${RULES[operation]} See its status with Get.`;
	const alternative = ALTERNATIVES[status];
	return alternative === undefined
		? `${RULES[operation]} This one is ${status}.`
		: `${RULES[operation]} This one is ${status}: ${alternative}.`;
}

/**
 * The state that a sentence of Pharlo's names, as in `cannot be updated in status "published"`:
 * reading the assignment to find out would cost a credit.
 */
export function statusIn(words: string): string | undefined {
	const named = /\bstatus\W+([a-z]+)/i.exec(words)?.[1]?.toLowerCase();
	return ASSIGNMENT_STATUSES.find((status) => status === named);
}
