import type { IDataObject, INode, INodeParameters, IRun } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { sign } from '../../tools/simulator/deliveries.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { callWebhook, type TriggerResult } from './contexts.mts';
import { lastRun, runWorkflow } from './engine.mts';
import { createVideo } from './parameters.mts';
import { chain, node, type RunOptions } from './setting.mts';

interface WaitOptions extends RunOptions {
	readonly items?: IDataObject[];
	readonly settings?: Partial<INode>;
	readonly name?: string;
}

/** Parameters of a Create and Wait that suspends the execution without checking first. */
export function waitFor(
	more: INodeParameters = {},
	options: INodeParameters = {},
): INodeParameters {
	return {
		...createVideo(),
		operation: 'createAndWait',
		timeLimitMinutes: 60,
		outputs: 'one',
		simplify: false,
		options: { lookBeforeWaitingSeconds: 0, ...options },
		...more,
	};
}

/** An execution that was run until it waits or ends. */
export class WaitRun {
	private constructor(
		readonly run: IRun,
		readonly waiter: INode,
		readonly options: WaitOptions,
	) {}

	static async start(parameters: INodeParameters, options: WaitOptions): Promise<WaitRun> {
		const waiter = node(options.name ?? 'Pharlo', 'pharlo', parameters, {
			credentials: { pharloApi: { id: '1', name: 'Pharlo' } },
			...options.settings,
		});
		const start = node('Start', 'start', { items: JSON.stringify(options.items ?? [{}]) });
		const run = await runWorkflow([start, waiter], chain('Start', waiter.name), options);
		return new WaitRun(run, waiter, options);
	}

	/** When n8n resumes the execution by itself; undefined if it does not wait. */
	get waitTill(): Date | undefined {
		return this.run.waitTill ?? undefined;
	}

	get error() {
		return this.run.data.resultData.error;
	}

	/** Items of the node's outputs, or those shown while it waits. */
	get outputs(): IDataObject[][] {
		const main = lastRun(this.run, this.waiter.name)?.data?.main ?? [];
		return main.map((items) => (items ?? []).map(({ json }) => json));
	}

	/** The items that n8n outputs after the time limit: the stored input of the waiting node. */
	get onTimeOut(): IDataObject[] {
		const [entry] = this.run.data.executionData?.nodeExecutionStack ?? [];
		return (entry?.data.main?.[0] ?? []).map(({ json }) => json);
	}

	/** The node's context, which later nodes can read. */
	get context(): IDataObject {
		return this.run.data.executionData?.contextData[`node:${this.waiter.name}`] as IDataObject;
	}

	/** Passes a callback to the node, as n8n does. The stored data does not change, as in n8n. */
	async callback(event: unknown, headers?: Record<string, string>): Promise<TriggerResult> {
		const body = typeof event === 'string' ? event : JSON.stringify(event);
		return await callWebhook(
			new PharloNode(),
			this.waiter,
			{
				rawBody: Buffer.from(body),
				headers: headers ?? { 'x-webhook-signature': sign(body, DEFAULTS.webhookSecret) },
				options: this.options,
			},
			structuredClone(this.run.data),
		);
	}
}

/** Returns the items that a callback made the execution output; undefined if it keeps waiting. */
export function resumedWith({ response }: TriggerResult): IDataObject[][] | undefined {
	return response.workflowData?.map((items) => items.map(({ json }) => json));
}
