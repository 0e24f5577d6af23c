import {
	bodyOf,
	entriesOf,
	isSuccess,
	outcomeOf,
	type Exchange,
	type ReadOnlyApi,
} from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { formatOf, listed } from '../shape.mts';
import { orderOf, fetchLongList, fetchPastTheEnd } from './lists.mts';
import type { Known, Probe } from './probe.mts';

const DOCUMENTED = new Set([
	'id',
	'status',
	'connectionId',
	'platform',
	'type',
	'scheduledAt',
	'createdAt',
]);

/** What a post consists of, under the names that Pharlo's pages use. */
const CONTENT = ['payload', 'content', 'mediaUrl'];

/** Lists of assignments, and the fields of an assignment. */
export const assignments: Probe = {
	credits: 4,

	async run(api, known) {
		const { response, findings } = await fetchLongList(api, 'assignments');
		const all = entriesOf(response);
		recordIds(known, all);
		return [
			...findings,
			await fetchPastTheEnd(api, 'assignments'),
			orderOf(response, 'assignments'),
			keysOf(response),
			...(await fetchOne(api, known)),
			formatsOf(response),
			failureOf(response),
		];
	},
};

function recordIds(known: Known, all: ReturnType<typeof entriesOf>): void {
	const [first] = all;
	if (typeof first?.id === 'string') known.assignmentId = first.id;
	const published = all.find(({ status }) => status === 'published');
	if (typeof published?.id === 'string' && typeof published.connectionId === 'string') {
		known.published = { id: published.id, connectionId: published.connectionId };
	}
}

function keysOf(response: Exchange): Finding {
	const question = 'Keys of a listed assignment besides the seven documented ones';
	const keys = entriesOf(response).flatMap(Object.keys);
	if (keys.length === 0) return open(question, 'no assignments', response.label);
	return settled(question, listed(keys.filter((key) => !DOCUMENTED.has(key))), response.label);
}

async function fetchOne(api: ReadOnlyApi, { assignmentId }: Known): Promise<Finding[]> {
	const question = 'Keys of a single assignment besides the seven documented ones';
	if (assignmentId === undefined) {
		return [open(question, 'no assignments', 'GET assignments/{id}')];
	}
	const response = await api.get('assignments/{id}', { parts: { id: assignmentId } });
	if (!isSuccess(response)) return [open(question, outcomeOf(response), response.label)];
	const assignment = bodyOf(response);
	const keys = Object.keys(assignment).filter((key) => !DOCUMENTED.has(key));
	const content = CONTENT.filter((key) => assignment[key] !== undefined);
	return [
		settled(question, listed(keys), response.label),
		settled('Content that an assignment is returned with', listed(content), response.label),
	];
}

function formatsOf(response: Exchange): Finding {
	const question = 'Format of IDs and times';
	const [first] = entriesOf(response);
	if (first === undefined) return open(question, 'no assignments', response.label);
	return settled(question, `${formatOf(first.id)}; ${formatOf(first.createdAt)}`, response.label);
}

function failureOf(response: Exchange): Finding {
	const question = 'Error details of a failed assignment';
	const failed = entriesOf(response).find(({ status }) => status === 'failed');
	if (failed === undefined) return open(question, 'no failed assignment', response.label);
	const { errors } = failed;
	const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
	const format =
		typeof first === 'object' && first !== null
			? `list of ${listed(Object.keys(first))}`
			: `\`errors\` is ${Array.isArray(errors) ? `a list of ${formatOf(first)}` : formatOf(errors)}`;
	return settled(question, format, response.label);
}
