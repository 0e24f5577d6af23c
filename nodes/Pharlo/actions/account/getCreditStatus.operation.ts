import type { Operation } from '../operation';

/** Reads the balance (Billing reference); free, so it may be polled. */
export const getCreditStatus: Operation = {
	value: 'getCreditStatus',
	name: 'Get Credit Status',
	action: 'Get credit status',
	description: 'See how many credits are left and when the next ones come; free of charge',
	withoutCredits: true,
	fields: [],

	async run(call) {
		return [
			await call.requestObject({
				method: 'GET',
				path: ['billing', 'status'],
				intent: 'return the credit status',
			}),
		];
	},
};
