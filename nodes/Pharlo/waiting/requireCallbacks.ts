import { normalizeBaseUrl } from '../../../domain/baseUrl';
import { Refusal } from '../../../domain/invalidInput';
import { isUsableSecret } from '../../../domain/signature';
import { isPrivateAddress } from '../../../domain/webAddress';
import { isTool } from '../execution/identity';
import type { ItemCall } from '../execution/itemContext';

/**
 * The address at which Pharlo can wake this execution, exactly as n8n gives it: since n8n 2.14 it
 * carries a token, before that our signature check is the only guard.
 *
 * @throws {Refusal} where a wait could only end with its time limit
 */
export function requireCallbacks(call: ItemCall): string {
	if (isTool(call)) {
		throw new Refusal(
			'An AI tool cannot wait until a post is published',
			"The agent needs an answer at once. Use the operation 'Create' for the tool, and let a workflow with a Pharlo Trigger react when the post is live.",
		);
	}
	const { webhookSecret, baseUrl } = call.settings.credential;
	if (!isUsableSecret(webhookSecret)) {
		throw new Refusal(
			"'Webhook Secret' of the Pharlo credential is empty",
			'Copy it from the Pharlo console: without it the report that ends the wait could come from anybody.',
		);
	}
	const { resumeUrl } = call.context.getWorkflowDataProxy(call.itemIndex).$execution as {
		resumeUrl: string;
	};
	if (isPrivateAddress(resumeUrl) && !isPrivateAddress(normalizeBaseUrl(baseUrl))) {
		throw new Refusal(
			`Pharlo cannot reach this n8n at ${new URL(resumeUrl).origin}`,
			'Set the environment variable N8N_WEBHOOK_URL (before n8n 2.35: WEBHOOK_URL) to the public address of this n8n. Until then, publish with Create and follow it with Wait for Completion.',
		);
	}
	return resumeUrl;
}
