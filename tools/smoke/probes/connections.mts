import { bodyOf, entriesOf, isSuccess, outcomeOf, type ReadingApi } from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';
import { readLongList } from './lists.mts';
import type { Known, Probe } from './probe.mts';

/** Lists of connections, and how they tell that a token is good. */
export const connections: Probe = {
	credits: 3,

	async run(api, known) {
		const { answer, findings } = await readLongList(api, 'connections', {
			includeInactive: 'true',
		});
		const all = entriesOf(answer);
		const usable = all.filter(isUsable);
		const idOf = (entry: (typeof all)[number] | undefined) =>
			typeof entry?.id === 'string' ? entry.id : undefined;
		const any = idOf(usable[0] ?? all[0]);
		if (any !== undefined) known.connectionId = any;
		const youtube = idOf(usable.find(({ platform }) => platform === 'youtube'));
		if (youtube !== undefined) known.youtubeId = youtube;

		const keys = 'Keys of a connection';
		const token = 'How a connection tells that its token is good';
		if (all.length === 0) {
			const why = isSuccess(answer) ? 'no connection is there' : outcomeOf(answer);
			return [...findings, ...[keys, token].map((question) => open(question, why, answer.label))];
		}
		const statuses = all.flatMap(({ tokenStatus }) =>
			typeof tokenStatus === 'string' ? [tokenStatus] : [],
		);
		const told = ['tokenExpiresAt', 'tokenStatus'].filter((key) => all.some((one) => key in one));
		return [
			...findings,
			settled(keys, listed(all.flatMap(Object.keys)), answer.label),
			settled(
				token,
				listed(told) + (statuses.length === 0 ? '' : `, which is ${listed(statuses)}`),
				answer.label,
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
	api: ReadingApi,
	{ connectionId }: Known,
	listedKeys: readonly string[],
): Promise<Finding[]> {
	const question = 'A single connection beside a listed one';
	if (connectionId === undefined) return [];
	const answer = await api.get('connections/{id}', { parts: { id: connectionId } });
	if (!isSuccess(answer)) return [open(question, outcomeOf(answer), answer.label)];
	const more = Object.keys(bodyOf(answer)).filter((key) => !listedKeys.includes(key));
	const text = more.length === 0 ? 'no other keys' : `also ${listed(more)}`;
	return [settled(question, text, answer.label)];
}
