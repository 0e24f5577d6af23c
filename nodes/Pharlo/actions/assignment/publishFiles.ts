import { InvalidInputError } from '../../../../domain/errors';
import { outlivesRetention, RETENTION_HOURS } from '../../../../domain/fileAddress';
import { isN8n239OrLater } from '../../execution/errorItem';
import type { Run } from '../../execution/itemContext';
import { mapConcurrently } from '../../execution/run';
import type { FileAddresses } from '../../files/fileAddress';
import { checksFileAddress } from '../../properties/createOptions';
import { USE_URL } from '../../properties/media';
import type { Failure } from './lostAnswers';
import { publishTime, type Plan } from './plan';

/**
 * Checks whether Pharlo could download the file of a plan, without storing anything.
 *
 * @param keepsFiles whether the execution waits, and so keeps its files until the posts are published
 * @throws {InvalidInputError} where it could not
 */
export async function checkFile(
	run: Run,
	{ item, file, assignment: { content } }: Plan,
	addresses: FileAddresses,
	keepsFiles: boolean,
): Promise<void> {
	if (file === undefined) return;
	const isDeletedAtOnce = content.scheduledAt !== undefined || !isN8n239OrLater();
	if (!keepsFiles && !isSaved(run) && isDeletedAtOnce) {
		throw new InvalidInputError(
			'n8n deletes the file before Pharlo downloads it: this workflow does not save its executions',
			`${SAVE}, use Create and Wait, or ${USE_URL}.`,
		);
	}
	await addresses.check(file, checksFileAddress(item));
}

/** Plans that can be created, and those whose file got no address. */
export interface Published {
	readonly plans: Plan[];
	readonly failures: Failure[];
}

/** Gives the files of plans their addresses, just before they are created. */
export async function publishFiles(
	run: Run,
	plans: readonly Plan[],
	addresses: FileAddresses,
): Promise<Published> {
	if (plans.every(({ file }) => file === undefined)) return { plans: [...plans], failures: [] };
	// What exists already needs no address.
	const results = await mapConcurrently(run, plans, async (plan) =>
		plan.existing === undefined ? await withAddress(plan, addresses) : plan,
	);
	const published: Published = { plans: [], failures: [] };
	for (const [index, plan] of plans.entries()) {
		const result = results[index];
		if (result === undefined) continue;
		if ('value' in result) published.plans.push(result.value);
		else published.failures.push({ ...plan, error: result.error });
	}
	return published;
}

async function withAddress(plan: Plan, addresses: FileAddresses): Promise<Plan> {
	const { item, file, assignment } = plan;
	if (file === undefined) return plan;
	const isAsked = checksFileAddress(item);
	const { url, data } = await addresses.addressOf(file, publishTime(plan), isAsked);
	const content = { ...assignment.content, mediaUrl: url };
	return { ...plan, assignment: { ...assignment, content }, file: { ...file, data } };
}

const SAVE =
	"Turn on 'Save successful production executions' (for a test, 'Save manual executions') in the settings of the workflow";

/**
 * A file lives as long as its execution. n8n deletes one that is not saved when it has ended: at the next
 * pruning, which comes every 15 minutes, or at once before 2.39. An instance that saves none by default
 * does not tell a node.
 */
function isSaved({ context }: Run): boolean {
	const { saveManualExecutions, saveDataSuccessExecution } = context.getWorkflowSettings();
	return context.getMode() === 'manual'
		? saveManualExecutions !== false
		: saveDataSuccessExecution !== 'none';
}

/** What n8n may delete before Pharlo has downloaded it, where the execution does not wait. */
export function warningsOfDeletion(run: Run, plans: readonly Plan[]): string[] {
	const withFiles = plans.filter(({ file }) => file !== undefined);
	if (withFiles.length === 0) return [];
	const now = new Date();
	const late = withFiles.filter((plan) => outlivesRetention(publishTime(plan), now)).length;
	return [
		...(isSaved(run)
			? []
			: [
					`n8n deletes the files of this execution within the next minutes, because the workflow does not save its executions. ${SAVE}, or use Create and Wait.`,
				]),
		...(late === 0
			? []
			: [
					`${late} of ${withFiles.length} files may be gone before they are published: n8n deletes executions with their files after ${RETENTION_HOURS / 24} days, unless EXECUTIONS_DATA_MAX_AGE says otherwise. Use Create and Wait, which keeps the file, or ${USE_URL}.`,
				]),
	];
}
