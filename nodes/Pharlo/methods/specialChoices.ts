/** The entry of a list of platforms that stands for the platform of the chosen connection. */
export const PLATFORM_OF_CONNECTION = 'connection';

/** The entry of the list of time zones that stands for the workflow's own. */
export const WORKFLOW_TIMEZONE = 'workflow';
