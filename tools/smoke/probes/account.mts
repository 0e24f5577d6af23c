import { bodyOf, isSuccess, outcomeOf } from '../api.mts';
import { open, settled } from '../finding.mts';
import { listed } from '../shape.mts';
import type { Probe } from './probe.mts';

const QUESTION = 'Keys of the credit status (two samples differ)';

/** The only documented endpoint that is free and requires the key. */
export const account: Probe = {
	credits: 0,

	async run(api) {
		const status = await api.get('billing/status');
		return isSuccess(status)
			? [settled(QUESTION, listed(Object.keys(bodyOf(status))), status.label)]
			: [open(QUESTION, outcomeOf(status), status.label)];
	},
};
