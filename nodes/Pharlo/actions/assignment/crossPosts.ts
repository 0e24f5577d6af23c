import type { IDataObject } from 'n8n-workflow';

import type { KnownConnection } from '../../../../domain/check';
import { DescribedError, InvalidInputError, mayHaveHappened } from '../../../../domain/errors';
import type { Run } from '../../execution/itemContext';
import type { FailedResult } from '../../execution/run';
import type { FileAddresses } from '../../files/fileAddress';
import { ifInvalid } from '../../properties/crossPost';
import type { CreatedPosts } from './createAndSuspend';
import { createAll, type Created } from './createAssignments';
import type { CrossPostPlans } from './crossPostPlans';
import { leadingFailure, type Failure } from './lostAnswers';
import type { Plan } from './plan';
import type { InvalidPlan } from './planAll';

/** What is done about a run before its first request that writes. */
export interface Decision {
	/** Posts to be created. */
	readonly plans: readonly Plan[];
	/** With what the workflow stops, if it does. */
	readonly stopping: FailedResult | undefined;
	/** Posts that are not created, where the workflow continues. */
	readonly failed: readonly FailedResult[];
	/** Output items of posts that are left out, as the user asked for. */
	readonly skipped: ReadonlyArray<{ readonly itemIndex: number; readonly json: IDataObject }>;
}

/** An item is published on all of its connections or on none, unless the user wants otherwise. */
export function decide(
	run: Run,
	{ plans, invalid, connections, maySkip }: CrossPostPlans,
): Decision {
	const nothing = { stopping: undefined, failed: [], skipped: [] };
	if (invalid.length === 0) return { ...nothing, plans };
	// What is wrong with an item as a whole is not about one of its connections.
	const blocking = invalid.filter(({ part }) => part === undefined || !maySkip);
	const skipped = invalid
		.filter((one) => !blocking.includes(one))
		.map((one) => ({ itemIndex: one.itemIndex, json: toSkipped(one, connections) }));
	if (blocking.length === 0) return { ...nothing, plans, skipped };
	if (run.stopsAtError) {
		const total = plans.length + invalid.length;
		return { ...nothing, plans: [], stopping: listInvalid(blocking, total, connections) };
	}
	const blocked = new Set(blocking.map(({ itemIndex }) => itemIndex));
	const isBlocked = ({ item }: Plan): boolean => blocked.has(item.itemIndex);
	return {
		stopping: undefined,
		plans: plans.filter((plan) => !isBlocked(plan)),
		failed: [
			...blocking.map((one) => ({ ...one, error: withConnection(one, connections) })),
			...plans.filter(isBlocked).map((plan) => notCreated(plan, connections)),
		],
		skipped: skipped.filter(({ itemIndex }) => !blocked.has(itemIndex)),
	};
}

type Connections = CrossPostPlans['connections'];

function toSkipped({ part = '', error }: InvalidPlan, connections: Connections): IDataObject {
	const { id = part, name = null, platform = null } = connections.get(part) ?? {};
	return {
		id: null,
		status: 'skipped',
		outcome: 'skipped',
		message: messageOf(error),
		whatToDo: error instanceof DescribedError ? error.description : null,
		connectionId: id,
		connectionName: name,
		platform,
	};
}

function notCreated({ item, part }: Plan, connections: Connections): FailedResult {
	return {
		itemIndex: item.itemIndex,
		error: new InvalidInputError(
			`Not published on ${nameOf(part, connections)}, because another connection of this item is invalid`,
			`Correct the other one, or set '${ifInvalid.definition.displayName}' to 'Skip It and Tell'.`,
		),
	};
}

/** Errors that are listed; n8n stores them with the execution. */
const MAX_LISTED = 50;

function listInvalid(
	invalid: readonly InvalidPlan[],
	total: number,
	connections: Connections,
): FailedResult {
	const [first] = invalid;
	if (first !== undefined && invalid.length === 1) {
		return { itemIndex: first.itemIndex, error: withConnection(first, connections) };
	}
	return {
		itemIndex: first?.itemIndex ?? 0,
		error: new InvalidInputError(
			`${invalid.length} of ${total} posts are invalid, so nothing was published`,
			listed(invalid.map((one) => describeFailure(one, connections))),
		),
	};
}

function describeFailure(
	{ itemIndex, part, error }: InvalidPlan,
	connections: Connections,
): string {
	const where = part === undefined ? '' : `, ${nameOf(part, connections)}`;
	const advice = error instanceof DescribedError ? ` ${error.description}` : '';
	return `Item ${itemIndex}${where}: ${messageOf(error)}.${advice}`;
}

function listed(entries: readonly string[], separator = ' '): string {
	const shown = entries.slice(0, MAX_LISTED).join(separator);
	const more = entries.length - MAX_LISTED;
	return more > 0 ? `${shown} And ${more} more.` : shown;
}

/** The error, with the connection that it is about. */
function withConnection(
	{ part, error }: Pick<InvalidPlan, 'part' | 'error'>,
	connections: Connections,
): unknown {
	const about = part === undefined ? '' : ` This is about ${nameOf(part, connections)}.`;
	// One fault of Pharlo's may be that of several posts.
	if (error instanceof DescribedError && !error.description.endsWith(about)) {
		error.description += about;
	}
	return error;
}

function nameOf(part: string, connections: Connections): string {
	const { id = part, name, platform }: Partial<KnownConnection> = connections.get(part) ?? {};
	const details = [platform, id].filter((detail) => detail !== undefined).join(', ');
	return name === undefined ? `the connection ${id}` : `'${name}' (${details})`;
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Creates what was decided on. One that fails does not stop the others, and its error says where. */
export async function createCrossPosts(
	run: Run,
	plans: readonly Plan[],
	addresses: FileAddresses,
	connections: Connections,
): Promise<CreatedPosts> {
	const created = await createAll({ ...run, stopsAtError: false }, plans, addresses);
	const outcomes = created.map((outcome) =>
		'error' in outcome ? { ...outcome, error: withConnection(outcome, connections) } : outcome,
	);
	return { outcomes, stopping: stopAfter(run, outcomes, connections) };
}

/**
 * The result with which the workflow stops after its posts were created, where it stops at errors and
 * there is one. It lists what exists and what does not.
 */
function stopAfter(
	run: Run,
	outcomes: readonly Created[],
	connections: Connections,
): FailedResult | undefined {
	const [first, ...others] = outcomes.filter((one): one is Failure => 'error' in one);
	if (!run.stopsAtError || first === undefined) return undefined;
	const lost = [first, ...others].filter((one) => mayHaveHappened(one.error));
	const leading = leadingFailure([first, ...others], outcomes.length);
	const { error, item } = leading;
	const { itemIndex } = item;
	if (!(error instanceof DescribedError)) return { itemIndex, error };
	const failed = [first, ...others].filter((one) => one.item !== item && !lost.includes(one));
	const placeOf = ({ item: { itemIndex: index }, part }: Created): string =>
		`${nameOf(part, connections)} of item ${index}`;
	const created = outcomes.flatMap((one) =>
		'created' in one ? [`${placeOf(one)}: ${String(one.created.id)}`] : [],
	);
	// Otherwise the error is that of one post, and says which.
	if (lost.length > 0 && others.length > 0) {
		error.description += ` Without an answer: ${listed(lost.map(placeOf), '; ')}.`;
	}
	if (failed.length > 0) {
		if (lost.length === 0) {
			error.message = `${failed.length + 1} of ${outcomes.length} posts failed: ${error.message}`;
		}
		const rest = failed.map((one) => `${placeOf(one)} (${messageOf(one.error)})`);
		error.description += ` ${lost.length > 0 ? 'Not' : 'Also not'} created: ${listed(rest, '; ')}.`;
	}
	if (created.length > 0) error.description += ` Created: ${listed(created, '; ')}.`;
	return { itemIndex, error };
}
