import type { ILoadOptionsFunctions } from 'n8n-workflow';

/** Operations that take a connection; all others with a payload form take the platform itself. */
const CREATING: readonly unknown[] = ['create', 'createAndWait'];

/** Whether the node that is being edited creates assignments. */
export function isCreating(context: ILoadOptionsFunctions): boolean {
	return CREATING.includes(context.getCurrentNodeParameter('operation'));
}
