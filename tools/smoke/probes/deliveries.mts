import { entriesOf } from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';
import { readLongList } from './lists.mts';
import type { Probe } from './probe.mts';

/** The log of callbacks. What reading it costs is not documented; taken for what lists cost. */
export const deliveries: Probe = {
	credits: 2,

	async run(api) {
		const { answer, findings } = await readLongList(api, 'webhooks/deliveries');
		const all = entriesOf(answer);
		const keys = 'Keys of a webhook delivery';
		const tries = 'Attempts at a callback that fails';
		if (all.length === 0) {
			const why = 'no delivery is there';
			return [...findings, ...[keys, tries].map((question) => open(question, why, answer.label))];
		}
		const failed = all.filter(({ status }) => status === 'failed').map(({ attempts }) => attempts);
		const counted = failed.filter((count) => typeof count === 'number');
		const attempts: Finding =
			counted.length === 0
				? open(tries, 'none of them has failed', answer.label)
				: settled(tries, `up to ${Math.max(...counted)}`, answer.label);
		return [...findings, settled(keys, listed(all.flatMap(Object.keys)), answer.label), attempts];
	},
};
