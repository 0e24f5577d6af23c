import { creditProblems, CREDITS_PER_POST, type KnownConnection } from '../../../../domain/check';
import { withoutRepeats } from '../../../../domain/crossPost';
import { InvalidInputError } from '../../../../domain/errors';
import type { ItemContext, Run } from '../../execution/itemContext';
import { prepareAll } from '../../execution/run';
import { contentType } from '../../properties/content';
import { connections, getTexts, getTimes, ifInvalid } from '../../properties/crossPost';
import { getDetails } from '../../properties/crossPostDetails';
import { isTriedAgain } from './automaticKeys';
import { CrossPostDrafter, type Wanted } from './crossPostDrafts';
import { mayExist, type Draft, type Plan } from './plan';
import { completeAll, type DraftingRules, type InvalidPlan, type Plans } from './planAll';

/** The plans of a run in which an item becomes several posts. */
export interface CrossPostPlans extends Plans {
	/** By their ID in lower case, which is the `part` of a plan. */
	readonly connections: ReadonlyMap<string, KnownConnection>;
	/** Whether an invalid connection is left out; what the first item says counts for all. */
	readonly maySkip: boolean;
}

/**
 * Plans a post for each item and each of its connections, before anything is created. Fetches the
 * connections, which costs one credit per 50, and free of charge what their platforms take.
 *
 * @returns also what is invalid, whatever the node does at errors
 * @throws {InvalidInputError} where the credits do not suffice for all
 * @throws {ApiError} where Pharlo does not list the connections
 */
export async function planCrossPosts(
	run: Run,
	items: readonly ItemContext[],
	rules: DraftingRules,
): Promise<CrossPostPlans> {
	const { prepared, invalid } = prepareAll(items, readItem);
	if (prepared.length === 0 || (run.stopsAtError && invalid.length > 0)) {
		return { plans: [], invalid, connections: new Map(), maySkip: false };
	}
	warnOfRepeats(run, prepared);
	const drafter = await CrossPostDrafter.start(run, prepared);
	const drafts: Draft[] = [];
	const refused: InvalidPlan[] = [...invalid];
	for (const wanted of prepared) {
		for (const result of await drafter.draft(wanted, rules.more)) {
			if ('error' in result) refused.push(result);
			else drafts.push(result);
		}
	}
	const isFirstTry = !isTriedAgain(run);
	const completed = await completeAll({ ...run, stopsAtError: false }, drafts, rules);
	if (isFirstTry) requireCredits(completed.plans, drafter.creditsLeft);
	return {
		plans: completed.plans,
		invalid: [...refused, ...completed.invalid],
		connections: drafter.connections,
		maySkip: prepared[0]?.maySkip === true,
	};
}

function readItem(item: ItemContext): Wanted {
	return {
		item,
		...withoutRepeats(connections.get(item)),
		maySkip: ifInvalid.get(item) === 'skip',
		contentType: contentType.get(item),
		texts: getTexts(item),
		details: getDetails(item),
		getTime: getTimes(item, new Date()),
	};
}

/** A list that was made by hand, or joined from others, may name one twice. */
function warnOfRepeats(run: Run, wanted: readonly Wanted[]): void {
	const repeated = new Set(wanted.flatMap(({ repeated: ids }) => ids));
	if (repeated.size === 0) return;
	run.client.record.warn(
		`A connection that is listed more than once gets one post: ${[...repeated].join(', ')}.`,
	);
}

/** What exists already needs no credits, and what may exist is left to Pharlo. */
function requireCredits(plans: readonly Plan[], left: number | null): void {
	const fresh = plans.filter(({ item, existing }) => existing === undefined && !mayExist(item));
	const [problem] = creditProblems(fresh.length * CREDITS_PER_POST, left);
	if (problem !== undefined) throw new InvalidInputError(problem.what, problem.whatToDo);
}
