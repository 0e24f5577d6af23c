import {
	bodyOf,
	entriesOf,
	isSuccess,
	outcomeOf,
	type Exchange,
	type ReadingApi,
} from '../api.mts';
import { open, settled, type Finding } from '../finding.mts';
import { formOf, listed } from '../shape.mts';
import { orderOf, readLongList, readPastTheEnd } from './lists.mts';
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

/** Lists of assignments, and what one is made of. */
export const assignments: Probe = {
	credits: 4,

	async run(api, known) {
		const { answer, findings } = await readLongList(api, 'assignments');
		const all = entriesOf(answer);
		remember(known, all);
		return [
			...findings,
			await readPastTheEnd(api, 'assignments'),
			orderOf(answer, 'assignments'),
			keysOf(answer),
			...(await readOne(api, known)),
			formsOf(answer),
			failureOf(answer),
		];
	},
};

function remember(known: Known, all: ReturnType<typeof entriesOf>): void {
	const [first] = all;
	if (typeof first?.id === 'string') known.assignmentId = first.id;
	const published = all.find(({ status }) => status === 'published');
	if (typeof published?.id === 'string' && typeof published.connectionId === 'string') {
		known.published = { id: published.id, connectionId: published.connectionId };
	}
}

function keysOf(answer: Exchange): Finding {
	const question = 'Keys of a listed assignment beside the seven documented ones';
	const keys = entriesOf(answer).flatMap(Object.keys);
	if (keys.length === 0) return open(question, 'no assignment is there', answer.label);
	return settled(question, listed(keys.filter((key) => !DOCUMENTED.has(key))), answer.label);
}

async function readOne(api: ReadingApi, { assignmentId }: Known): Promise<Finding[]> {
	const question = 'The same of a single assignment';
	if (assignmentId === undefined) {
		return [open(question, 'no assignment is there', 'GET assignments/{id}')];
	}
	const answer = await api.get('assignments/{id}', { parts: { id: assignmentId } });
	if (!isSuccess(answer)) return [open(question, outcomeOf(answer), answer.label)];
	const keys = Object.keys(bodyOf(answer)).filter((key) => !DOCUMENTED.has(key));
	return [settled(question, listed(keys), answer.label)];
}

function formsOf(answer: Exchange): Finding {
	const question = 'Form of IDs and times';
	const [first] = entriesOf(answer);
	if (first === undefined) return open(question, 'no assignment is there', answer.label);
	return settled(question, `${formOf(first.id)}; ${formOf(first.createdAt)}`, answer.label);
}

function failureOf(answer: Exchange): Finding {
	const question = 'How a failed assignment says why';
	const failed = entriesOf(answer).find(({ status }) => status === 'failed');
	if (failed === undefined) return open(question, 'none of them has failed', answer.label);
	const { errors } = failed;
	const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
	const form =
		typeof first === 'object' && first !== null
			? `list of ${listed(Object.keys(first))}`
			: `\`errors\` is ${Array.isArray(errors) ? `a list of ${formOf(first)}` : formOf(errors)}`;
	return settled(question, form, answer.label);
}
