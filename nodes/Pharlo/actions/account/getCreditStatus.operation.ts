import type { Operation } from '../operation';

/** Returns the balance (Billing reference); free, so it may be polled. */
export const getCreditStatus: Operation = {
	value: 'getCreditStatus',
	name: 'Get Credit Status',
	action: 'Get credit status',
	description: 'See how many credits are left and when the next ones come; free of charge',
	withoutCredits: true,
	properties: [],

	async execute({ client }) {
		return [
			await client.fetchObject({
				method: 'GET',
				path: ['billing', 'status'],
				intent: 'return the credit status',
			}),
		];
	},
};
