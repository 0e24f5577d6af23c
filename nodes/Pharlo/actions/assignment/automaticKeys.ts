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
	 * The names of the posts with an automatic key, by run of the node and then by {@link slotOf}; marked
	 * by {@link FAILED}.
	 */
	readonly runs: Names[];
}

type Names = Record<string, string>;

/** Which post of a run it is: that of an input item, or that of a connection of the item. */
function slotOf({ item: { itemIndex }, part }: Pick<Plan, 'item' | 'part'>): string {
	return part === '' ? String(itemIndex) : `${itemIndex} ${part}`;
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
	const earlier = Array.from({ length: run.index }, (_, index) => runs[index] ?? {});
	const before = lastTry(run, context);

	const contents = automatic.map(({ assignment: { content }, file }) =>
		file === undefined ? content : { ...content, ...mediaIdentity(file) },
	);
	const identities = postIdentities(contents);
	const numbered = numberPosts(
		automatic.map((plan, index) => ({
			content: plan.assignment.content,
			identity: identities[index] ?? '',
			known: before.get(slotOf(plan)),
		})),
		earlier.flatMap((names) => Object.values(names)).flatMap((name) => parsePostName(name) ?? []),
	);
	const posts = new Map(automatic.map((plan, index) => [plan, numbered[index]]));

	const asked: Names = {};
	for (const [plan, post] of posts) {
		if (post !== undefined) asked[slotOf(plan)] = postName(post);
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
export function markFailed(run: Run, failed: ReadonlyArray<Pick<Plan, 'item' | 'part'>>): void {
	const { askedFor }: NodeContext = run.context.getContext('node');
	const names = askedFor?.runs[run.index] ?? {};
	for (const slot of failed.map(slotOf)) {
		const name = names[slot] ?? '';
		if (parsePostName(name) !== undefined) names[slot] = FAILED + name;
	}
}

/** Whether this run has asked for something before: only Retry On Fail runs a node again. */
export function isTriedAgain(run: Run): boolean {
	return lastTry(run, run.context.getContext('node')).size > 0;
}

/**
 * What this run has asked for before, by {@link slotOf}. Only Retry On Fail runs a node again in the same
 * execution and under the same index. The input is the same then, but an expression may give another
 * text, such as one with the present time.
 */
function lastTry(run: Run, { askedFor }: NodeContext): Map<string, NumberedPost> {
	if (askedFor?.execution !== run.context.getExecutionId()) return new Map();
	return new Map(
		Object.entries(askedFor.runs[run.index] ?? {}).flatMap(([slot, name]) => {
			const post = parsePostName(name.replace(FAILED, ''));
			return post === undefined ? [] : [[slot, post] as const];
		}),
	);
}
