import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { EventFilter } from '../../domain/event';
import { readFlag, readNumber } from '../../domain/inputs';
import { Refusal } from '../../domain/invalidInput';

/**
 * Which events start the workflow.
 *
 * @throws {Refusal} for what is no list, which an expression may give
 */
export function readFilter(context: IWebhookFunctions): EventFilter {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	return {
		statuses: readTexts("'Trigger On'", context.getNodeParameter('triggerOn')),
		platforms: readTexts("'Platform Names or IDs'", filters.platforms),
		connectionIds: readTexts("'Connection Names or IDs'", filters.connectionIds),
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
		maxAgeMinutes: readNumber("'Maximum Age (Minutes)'", maxAgeMinutes ?? 0, { min: 0 }),
	};
}

/**
 * An expression may give one text, or several with commas, in place of a list. Whatever else it
 * gives is refused: taken for an empty list it would switch the filter off in silence.
 */
function readTexts(field: string, value: unknown): string[] {
	if (value === undefined || value === null) return [];
	const parts = typeof value === 'string' ? value.split(',') : value;
	if (!Array.isArray(parts) || parts.some((part) => typeof part === 'object')) {
		throw new Refusal(`${field} is not a list of texts`, 'Choose from the list, or give IDs.');
	}
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}
