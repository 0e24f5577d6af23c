import { bodyOf, entriesOf, isSuccess, outcomeOf, type ReadOnlyApi } from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';
import { fetchLongList } from './lists.mts';
import type { Known, Probe } from './probe.mts';

/** Lists of connections, and how they report the validity of a token. */
export const connections: Probe = {
	credits: 3,

	async run(api, known) {
		const { response, findings } = await fetchLongList(api, 'connections', {
			includeInactive: 'true',
		});
		const all = entriesOf(response);
		const usable = all.filter(isUsable);
		const idOf = (entry: (typeof all)[number] | undefined) =>
			typeof entry?.id === 'string' ? entry.id : undefined;
		const any = idOf(usable[0] ?? all[0]);
		if (any !== undefined) known.connectionId = any;
		const youtube = idOf(usable.find(({ platform }) => platform === 'youtube'));
		if (youtube !== undefined) known.youtubeId = youtube;

		const keys = 'Keys of a connection';
		const token = 'How a connection reports the validity of its token';
		if (all.length === 0) {
			const why = isSuccess(response) ? 'no connections' : outcomeOf(response);
			return [...findings, ...[keys, token].map((question) => open(question, why, response.label))];
		}
		const statuses = all.flatMap(({ tokenStatus }) =>
			typeof tokenStatus === 'string' ? [tokenStatus] : [],
		);
		const reported = ['tokenExpiresAt', 'tokenStatus'].filter((key) =>
			all.some((one) => key in one),
		);
		return [
			...findings,
			settled(keys, listed(all.flatMap(Object.keys)), response.label),
			settled(
				token,
				listed(reported) + (statuses.length === 0 ? '' : `, which is ${listed(statuses)}`),
				response.label,
			),
			...(await compareWithOne(api, known, all.flatMap(Object.keys))),
		];
	},
};

function isUsable(connection: Record<string, unknown>): boolean {
	const expires = Date.parse(String(connection.tokenExpiresAt));
	return (
		connection.isActive !== false &&
		connection.tokenStatus !== 'expired' &&
		!(expires <= Date.now())
	);
}

async function compareWithOne(
	api: ReadOnlyApi,
	{ connectionId }: Known,
	listedKeys: readonly string[],
): Promise<Finding[]> {
	const question = 'A single connection compared with a listed one';
	if (connectionId === undefined) return [];
	const response = await api.get('connections/{id}', { parts: { id: connectionId } });
	if (!isSuccess(response)) return [open(question, outcomeOf(response), response.label)];
	const more = Object.keys(bodyOf(response)).filter((key) => !listedKeys.includes(key));
	const text = more.length === 0 ? 'no other keys' : `also ${listed(more)}`;
	return [settled(question, text, response.label)];
}
