import type { RunIdentity } from '../../../domain/idempotency';
import type { ItemCall } from './itemContext';

/** What tells this run of this node from every other one. */
export function identityOf({ context, settings }: ItemCall): RunIdentity {
	return {
		instanceId: context.getInstanceId(),
		workflowId: context.getWorkflow().id ?? '',
		execution: settings.execution,
		nodeId: settings.node.id,
		run: settings.run,
	};
}

/**
 * Whether an AI agent calls the node as its tool. n8n names the tool that it makes of a node after
 * it; before 2.1 nothing else tells.
 */
export function isTool({ context, node }: ItemCall): boolean {
	return node.type.endsWith('Tool') || ('isToolExecution' in context && context.isToolExecution());
}
