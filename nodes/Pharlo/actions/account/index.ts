import type { Resource } from '../operation';
import { getCreditStatus } from './getCreditStatus.operation';

/** The workspace that the key belongs to. */
export const account: Resource = {
	value: 'account',
	name: 'Account',
	operations: [getCreditStatus],
};
