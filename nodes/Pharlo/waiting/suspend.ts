import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { InvalidInputError } from '../../../domain/errors';
import { isUsableSecret } from '../../../domain/signature';
import { waitSchema, type Wait } from '../../../domain/wait';
import { isPrivateAddress, normalizeBaseUrl } from '../../../domain/webAddress';
import type { Run } from '../execution/itemContext';
import { waitItems } from './outcomes';

/**
 * The address at which Pharlo can resume this execution, exactly as n8n gives it. Since n8n 2.14 it has
 * a token; before that our signature check is the only protection.
 *
 * @throws {InvalidInputError} where a wait could only end with its time limit
 */
export function getResumeUrl({ credential, isTool, resumeUrl }: Run): string {
	if (isTool) {
		throw new InvalidInputError(
			'An AI tool cannot wait until a post is published',
			"The agent needs a response at once. Use the operation 'Create' for the tool, and let a workflow with a Pharlo Trigger react when the post is live.",
		);
	}
	const { webhookSecret, baseUrl } = credential;
	if (!isUsableSecret(webhookSecret)) {
		throw new InvalidInputError(
			"'Webhook Secret' of the Pharlo credential is empty",
			'Copy it from the Pharlo console: without it, anybody could send the report that ends the wait.',
		);
	}
	if (isPrivateAddress(resumeUrl) && !isPrivateAddress(normalizeBaseUrl(baseUrl))) {
		throw new InvalidInputError(
			`Pharlo cannot reach this n8n at ${new URL(resumeUrl).origin}`,
			'Set the environment variable N8N_WEBHOOK_URL (before n8n 2.35: WEBHOOK_URL) to the public address of this n8n. Until then, publish with Create and follow it with Wait for Completion.',
		);
	}
	return resumeUrl;
}

/**
 * Stores what a wait has to remember in the context of the node, which n8n stores with the execution:
 * later nodes can read it as `$node["Name"].context.assignments`.
 */
export function storeWait(context: IExecuteFunctions, wait: Wait): void {
	Object.assign(context.getContext('node'), wait);
}

/**
 * Gets what {@link storeWait} stored, while the execution waits. n8n gives a webhook no access to the
 * context other than by an expression.
 *
 * @returns undefined where this node does not wait
 */
export function getStoredWait(context: IWebhookFunctions): Wait | undefined {
	const name = JSON.stringify(context.getNode().name).replace(
		/[{}]/g,
		// A brace in a node's name would end the expression.
		(brace) => `\\u00${brace.charCodeAt(0).toString(16)}`,
	);
	const fields = Object.keys(waitSchema.shape)
		.map((field) => `${field}: $node[${name}].context.${field}`)
		.join(', ');
	const parsed = waitSchema.safeParse(context.evaluateExpression(`{{ ({ ${fields} }) }}`));
	return parsed.success ? parsed.data : undefined;
}

const MINUTE_MS = 60_000;

/**
 * Puts the execution to sleep in n8n's database, where it occupies no worker and survives a restart.
 *
 * When the time limit passes, n8n passes on the stored input items of the node without asking us. So
 * they are changed to tell what was created: the user must not lose sight of anything that was
 * published. The items are n8n's copies for this node alone.
 *
 * @param latestStart when the last of the posts is to be published, in milliseconds since 1970
 * @param resumeUrl shown by the editor
 */
export async function suspend(
	{ context, node }: Run,
	wait: Wait,
	latestStart: number,
	resumeUrl: string,
): Promise<void> {
	const inputs = context.getInputData();
	// One item may have become several posts.
	inputs.splice(0, inputs.length, ...waitItems(node, wait));
	context.setMetadata({ resumeUrl });
	await context.putExecutionToWait(new Date(latestStart + wait.limitMinutes * MINUTE_MS));
}
