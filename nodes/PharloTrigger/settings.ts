import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { readMaxAge } from '../../pharlo/age';
import type { EventFilter } from '../../pharlo/event';
import { readFlag } from '../../pharlo/flag';

/** Which events start the workflow. */
export function readFilter(context: IWebhookFunctions): EventFilter {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	return {
		statuses: textsOf(context.getNodeParameter('triggerOn')),
		platforms: textsOf(filters.platforms),
		connectionIds: textsOf(filters.connectionIds),
	};
}

/**
 * What is asked of an event besides.
 *
 * @throws {Refusal} for values that switch nothing on or off, which an expression may give
 */
export function readOptions(context: IWebhookFunctions): {
	readonly ignoreDuplicates: boolean;
	/** 0 where any age will do. */
	readonly maxAgeMinutes: number;
} {
	const { ignoreDuplicates, maxAgeMinutes } = context.getNodeParameter(
		'options',
		{},
	) as IDataObject;
	return {
		ignoreDuplicates: readFlag("'Ignore Duplicates'", ignoreDuplicates ?? true),
		maxAgeMinutes: readMaxAge("'Maximum Age (Minutes)'", maxAgeMinutes ?? 0),
	};
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.map(String) : [];
}
