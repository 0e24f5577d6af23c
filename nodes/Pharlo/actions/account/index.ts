import type { Resource } from '../operation';
import { getCreditStatus } from './getCreditStatus.operation';

/** The workspace that the key belongs to. */
export const account: Resource = {
	value: 'account',
	name: 'Account',
	description: 'See how many credits are left',
	operations: [getCreditStatus],
};
