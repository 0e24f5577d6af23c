import type { IDataObject } from 'n8n-workflow';

import { automaticIdempotencyKey, type NumberedPost } from '../../../../domain/idempotency';
import { numberPosts, parsePostName, postIdentities, postName } from '../../../../domain/posts';
import type { Run } from '../../execution/itemContext';
import { hasAutomaticKey } from '../../properties/createOptions';
import { mediaIdentity, type Plan } from './plan';

/** What the node's context remembers; n8n keeps it through Retry On Fail and the passes of a loop. */
interface AskedFor {
	/** The ID of the execution that has written it. */
	readonly execution: string;
	/**
	 * The names of the posts, by run of the node and then by input item: empty for an item without an
	 * automatic key, and marked by {@link FAILED}.
	 */
	readonly runs: string[][];
}

/** The number of what failed is free again: when a loop brings the item once more, it is the same post. */
const FAILED = '!';

type NodeContext = IDataObject & { askedFor?: AskedFor };

/**
 * Gives the plans of a run their automatic keys. All of them must be known, because equal posts are
 * numbered, within the run and through the runs before it.
 */
export function withAutomaticKeys(run: Run, plans: readonly Plan[]): Plan[] {
	const automatic = plans.filter(({ item }) => hasAutomaticKey(item));
	if (automatic.length === 0) return [...plans];
	const context: NodeContext = run.context.getContext('node');
	const runs = context.askedFor?.runs ?? [];
	// n8n's Retry may start again with an earlier run: those after it are forgotten.
	const earlier = Array.from({ length: run.index }, (_, index) => runs[index] ?? []);
	const before = lastTry(run, context);

	const contents = automatic.map(({ assignment: { content }, file }) =>
		file === undefined ? content : { ...content, ...mediaIdentity(file) },
	);
	const identities = postIdentities(contents);
	const numbered = numberPosts(
		automatic.map(({ item, assignment: { content } }, index) => ({
			content,
			identity: identities[index] ?? '',
			known: before[item.itemIndex],
		})),
		earlier.flat().flatMap((name) => parsePostName(name) ?? []),
	);
	const posts = new Map(automatic.map((plan, index) => [plan, numbered[index]]));

	const asked = run.context.getInputData().map(() => '');
	for (const [{ item }, post] of posts) {
		if (post !== undefined) asked[item.itemIndex] = postName(post);
	}
	context.askedFor = { execution: run.context.getExecutionId(), runs: [...earlier, asked] };

	return plans.map((plan) => {
		const post = posts.get(plan);
		if (post === undefined) return plan;
		const idempotencyKey = automaticIdempotencyKey(run.identity, post);
		return { ...plan, assignment: { ...plan.assignment, idempotencyKey } };
	});
}

/** Frees the numbers of posts that failed, where the workflow continues. */
export function markFailed(run: Run, itemIndexes: readonly number[]): void {
	const { askedFor }: NodeContext = run.context.getContext('node');
	const names = askedFor?.runs[run.index] ?? [];
	for (const itemIndex of itemIndexes) {
		const name = names[itemIndex] ?? '';
		if (parsePostName(name) !== undefined) names[itemIndex] = FAILED + name;
	}
}

/**
 * What this run has asked for before, by input item. Only Retry On Fail runs a node again in the same
 * execution and under the same index. The input is the same then, but an expression may give another
 * text, such as one with the present time.
 */
function lastTry(run: Run, { askedFor }: NodeContext): Array<NumberedPost | undefined> {
	if (askedFor?.execution !== run.context.getExecutionId()) return [];
	const names = askedFor.runs[run.index] ?? [];
	return names.map((name) => parsePostName(name.replace(FAILED, '')));
}
