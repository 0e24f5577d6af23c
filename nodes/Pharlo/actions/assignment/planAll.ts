import type { IDataObject } from 'n8n-workflow';

import type { ItemContext, Run } from '../../execution/itemContext';
import { prepareAll, type FailedResult } from '../../execution/run';
import { withAutomaticKeys } from './automaticKeys';
import { toPlan, type Plan } from './plan';

/** What the items of a run ask for, and the items that ask for nothing possible. */
export interface Plans {
	readonly plans: Plan[];
	readonly invalid: FailedResult[];
}

/**
 * Plans what all items ask for, before anything is created.
 *
 * @param more keys of the body that the operation adds
 */
export function planAll(
	run: Run,
	items: readonly ItemContext[],
	more: (item: ItemContext) => IDataObject,
): Plans {
	const { prepared, invalid } = prepareAll(items, (item) => toPlan(item, more(item)));
	return { plans: withAutomaticKeys(run, prepared), invalid };
}
