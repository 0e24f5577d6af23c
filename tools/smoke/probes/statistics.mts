import { bodyOf, isSuccess, outcomeOf, type Exchange } from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';
import type { Probe } from './probe.mts';

/** Statistics of a channel and of a post; Pharlo fetches them from the platform each time. */
export const statistics: Probe = {
	credits: 6,

	async run(api, { connectionId, published }) {
		const channel = 'Keys of channel statistics';
		const post = 'Keys of post statistics';
		return [
			connectionId === undefined
				? open(channel, 'no connections', 'GET connections/{id}/channel-stats')
				: keysOf(
						channel,
						await api.get('connections/{id}/channel-stats', { parts: { id: connectionId } }),
					),
			published === undefined
				? open(post, 'no published assignment', 'GET connections/{id}/posts/{post}/stats')
				: keysOf(
						post,
						await api.get('connections/{id}/posts/{post}/stats', {
							parts: { id: published.connectionId, post: published.id },
						}),
					),
		];
	},
};

function keysOf(question: string, response: Exchange): Finding {
	return isSuccess(response)
		? settled(question, listed(Object.keys(bodyOf(response))), response.label)
		: open(question, outcomeOf(response), response.label);
}
