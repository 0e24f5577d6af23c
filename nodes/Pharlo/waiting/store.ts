import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { waitSchema, type Wait } from '../../../domain/wait';

/**
 * Keeps what a wait has to remember in the context of the node, which n8n stores with the
 * execution: later nodes read it as `$node["Name"].context.assignments`.
 */
export function storeWait(context: IExecuteFunctions, wait: Wait): void {
	Object.assign(context.getContext('node'), wait as unknown as IDataObject);
}

/**
 * The same while the execution waits. n8n gives a webhook no access to the context but by an
 * expression.
 *
 * @returns undefined where this node has nothing to wait for
 */
export function readWait(context: IWebhookFunctions): Wait | undefined {
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
