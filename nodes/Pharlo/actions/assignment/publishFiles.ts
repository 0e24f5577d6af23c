import { InvalidInputError } from '../../../../domain/errors';
import { outlivesRetention, RETENTION_HOURS } from '../../../../domain/fileAddress';
import { isN8n239OrLater } from '../../execution/errorItem';
import type { Run } from '../../execution/itemContext';
import { mapConcurrently } from '../../execution/run';
import { FileAddresses } from '../../files/fileAddress';
import { checksFileAddress } from '../../properties/createOptions';
import { USE_URL } from '../../properties/media';
import type { Failure } from './lostAnswers';
import type { Plan } from './plan';

/** Plans that can be created, and those whose file Pharlo could not download. */
export interface Published {
	readonly plans: Plan[];
	readonly failures: Failure[];
}

/**
 * Gives the files of plans their addresses, just before they are created. What exists already needs none.
 *
 * @param isKept whether the execution waits, and so keeps its files until the posts are published
 */
export async function publishFiles(
	run: Run,
	plans: readonly Plan[],
	isKept: boolean,
): Promise<Published> {
	const withFiles = plans.filter(
		({ file, existing }) => file !== undefined && existing === undefined,
	);
	if (withFiles.length === 0) return { plans: [...plans], failures: [] };

	const addresses = new FileAddresses(run, USE_URL);
	const results = await mapConcurrently(run, withFiles, async (plan) => {
		if (!isKept) refuseIfDeleted(run, plan);
		return await withAddress(plan, addresses);
	});
	const outcomes = new Map(withFiles.map((plan, index) => [plan, results[index]]));
	const published: Published = { plans: [], failures: [] };
	for (const plan of plans) {
		const outcome = outcomes.has(plan) ? outcomes.get(plan) : { value: plan };
		if (outcome === undefined) continue;
		if ('value' in outcome) published.plans.push(outcome.value);
		else published.failures.push({ ...plan, error: outcome.error });
	}
	if (!isKept && published.failures.length === 0) warnOfDeletion(run, withFiles);
	return published;
}

async function withAddress(plan: Plan, addresses: FileAddresses): Promise<Plan> {
	const { item, file, assignment } = plan;
	if (file === undefined) return plan;
	const isChecked = checksFileAddress(item);
	const { url, data } = await addresses.addressOf(file, publishTime(plan), isChecked);
	const content = { ...assignment.content, mediaUrl: url };
	return { ...plan, assignment: { ...assignment, content }, file: { ...file, data } };
}

/** When Pharlo downloads the media. */
function publishTime({ assignment: { content } }: Plan): Date {
	const { scheduledAt } = content;
	return typeof scheduledAt === 'string' ? new Date(scheduledAt) : new Date();
}

const KEEP_FILE =
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

/** @throws {InvalidInputError} where n8n deletes the file before Pharlo can have downloaded it */
function refuseIfDeleted(run: Run, { assignment: { content } }: Plan): void {
	if (isSaved(run) || (content.scheduledAt === undefined && isN8n239OrLater())) return;
	throw new InvalidInputError(
		'n8n deletes the file before Pharlo downloads it: this workflow does not save its executions',
		`${KEEP_FILE}, use Create and Wait, or ${USE_URL}.`,
	);
}

function warnOfDeletion(run: Run, plans: readonly Plan[]): void {
	const { record } = run.client;
	if (!isSaved(run)) {
		record.warn(
			`n8n deletes the files of this execution within the next minutes, because the workflow does not save its executions. ${KEEP_FILE}, or use Create and Wait.`,
		);
	}
	const now = new Date();
	const late = plans.filter((plan) => outlivesRetention(publishTime(plan), now));
	if (late.length > 0) {
		record.warn(
			`${late.length} of ${plans.length} files may be gone before they are published: n8n deletes executions with their files after ${RETENTION_HOURS / 24} days, unless EXECUTIONS_DATA_MAX_AGE says otherwise. Use Create and Wait, which keeps the file, or ${USE_URL}.`,
		);
	}
}
