import type { PayloadField } from '../../domain/payload/field.ts';

const LABEL = 'It only helps to find the assignment again; without one nothing else changes.';
const MEDIA_DETAIL = 'It only describes the file, which Pharlo looks at by itself.';

const NO_TEXT = 'A row without a text is a row without one, unless a platform requires it.';

/**
 * The only parameters that an expression may leave blank although the operation writes, each with the
 * reason. What they add is then left out.
 */
const MAY_BE_BLANK: Readonly<Record<string, string>> = {
	'assignment: check options.externalId': LABEL,
	'assignment: check options.mediaContentType': MEDIA_DETAIL,
	'assignment: check options.mediaSizeBytes': MEDIA_DETAIL,
	'assignment: create options.externalId': LABEL,
	'assignment: create options.mediaContentType': MEDIA_DETAIL,
	'assignment: create options.mediaSizeBytes': MEDIA_DETAIL,
	'assignment: createAndWait options.externalId': LABEL,
	'assignment: createAndWait options.mediaContentType': MEDIA_DETAIL,
	'assignment: createAndWait options.mediaSizeBytes': MEDIA_DETAIL,
	'assignment: crossPost options.externalId': LABEL,
	'assignment: crossPost options.mediaContentType': MEDIA_DETAIL,
	'assignment: crossPost options.mediaSizeBytes': MEDIA_DETAIL,
	'assignment: crossPost text': NO_TEXT,
	'assignment: crossPostAndWait options.externalId': LABEL,
	'assignment: crossPostAndWait options.mediaContentType': MEDIA_DETAIL,
	'assignment: crossPostAndWait options.mediaSizeBytes': MEDIA_DETAIL,
	'assignment: crossPostAndWait text': NO_TEXT,
	'connectChannel: waitUntilConnected expiresAt':
		"Not all of Pharlo's pages show it in a ticket, and all that follows is how long is waited.",
};

/** They check all items before they send anything, so one odd item stops all. */
const CREATING: readonly string[] = [
	'assignment: create',
	'assignment: createAndWait',
	'assignment: crossPost',
	'assignment: crossPostAndWait',
];

/** It reports what is odd as a problem of the item, and stops at nothing. */
const CHECKING = 'assignment: check';

/** The fields of the form are stored with it, so its platform is never looked at again. */
const EDITOR_ONLY = 'Only the editor reads it, to choose the fields of the form.';

/** Parameters that no execution reads, each with the reason: their values cannot do anything. */
const NOT_READ: Readonly<Record<string, string>> = {
	'assignment: check platform': EDITOR_ONLY,
	'assignment: create platform': EDITOR_ONLY,
	'assignment: createAndWait platform': EDITOR_ONLY,
	'assignment: update platform': EDITOR_ONLY,
	'assignment: updatePublished platform': EDITOR_ONLY,
};

/** Parameters of which the first item's value counts for all items. */
const OF_THE_RUN: readonly string[] = [
	'options.checkConnections',
	'options.findExisting',
	'options.ifInvalid',
	'options.includeCredits',
	'options.lookBeforeWaitingSeconds',
	'options.maxConcurrentRequests',
	'options.timeoutSeconds',
	'checkEverySeconds',
	'outputs',
	'timeLimitMinutes',
];

/** @returns why the parameter may be blank; undefined if it may not */
export function reasonForBlank(operation: string, path: string): string | undefined {
	return MAY_BE_BLANK[`${operation} ${path}`];
}

/** @returns why the field of a payload may be blank; undefined if it may not */
export function reasonForBlankField({ kind, required }: PayloadField): string | undefined {
	if (required === true || (kind !== 'text' && kind !== 'list')) return undefined;
	return 'A row without a description or tags is a row without them.';
}

/** @returns why the parameter does nothing in an execution; undefined if it does something */
export function reasonNotRead(operation: string, name: string): string | undefined {
	return NOT_READ[`${operation} ${name}`];
}

export function reportsProblems(operation: string): boolean {
	return operation === CHECKING;
}

export function createsAssignments(operation: string): boolean {
	return CREATING.includes(operation);
}

export function countsForAllItems(operation: string, path: string): boolean {
	// What is waited for together comes out together.
	return OF_THE_RUN.includes(path) || (path === 'simplify' && /wait/i.test(operation));
}
