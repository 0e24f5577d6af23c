import { entriesOf } from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';
import { fetchLongList } from './lists.mts';
import type { Probe } from './probe.mts';

/** The log of callbacks. Its cost is not documented; assumed to be that of other lists. */
export const deliveries: Probe = {
	credits: 2,

	async run(api) {
		const { response, findings } = await fetchLongList(api, 'webhooks/deliveries');
		const all = entriesOf(response);
		const keys = 'Keys of a webhook delivery';
		const tries = 'Attempts to deliver a failing callback';
		if (all.length === 0) {
			const why = 'no deliveries';
			return [...findings, ...[keys, tries].map((question) => open(question, why, response.label))];
		}
		const failed = all.filter(({ status }) => status === 'failed').map(({ attempts }) => attempts);
		const counted = failed.filter((count) => typeof count === 'number');
		const attempts: Finding =
			counted.length === 0
				? open(tries, 'no failed delivery', response.label)
				: settled(tries, `up to ${Math.max(...counted)}`, response.label);
		return [...findings, settled(keys, listed(all.flatMap(Object.keys)), response.label), attempts];
	},
};
