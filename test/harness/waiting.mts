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

/** Parameters of a Create and Wait that does not look before it sleeps. */
export function waitFor(
	more: INodeParameters = {},
	options: INodeParameters = {},
): INodeParameters {
	return {
		...createVideo(),
		operation: 'createAndWait',
		timeLimitMinutes: 60,
		outputs: 'one',
		options: { lookBeforeWaitingSeconds: 0, ...options },
		...more,
	};
}

/** An execution that was run until it sleeps or ends, and what can be done to it. */
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

	/** When n8n goes on by itself; undefined for an execution that does not sleep. */
	get waitTill(): Date | undefined {
		return this.run.waitTill ?? undefined;
	}

	get error() {
		return this.run.data.resultData.error;
	}

	/** What the node handed on by its outputs, or shows while it sleeps. */
	get outputs(): IDataObject[][] {
		const main = lastRun(this.run, this.waiter.name)?.data?.main ?? [];
		return main.map((items) => (items ?? []).map(({ json }) => json));
	}

	/** What n8n hands on when the time is up: the stored input of the node that sleeps. */
	get onTimeOut(): IDataObject[] {
		const [entry] = this.run.data.executionData?.nodeExecutionStack ?? [];
		return (entry?.data.main?.[0] ?? []).map(({ json }) => json);
	}

	/** What later nodes can read of the node. */
	get context(): IDataObject {
		return this.run.data.executionData?.contextData[`node:${this.waiter.name}`] as IDataObject;
	}

	/** A callback as n8n hands it to the node; what was stored stays as it is, as in n8n. */
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

/** What a callback made the execution hand on, by output; undefined when it sleeps on. */
export function resumedWith({ response }: TriggerResult): IDataObject[][] | undefined {
	return response.workflowData?.map((items) => items.map(({ json }) => json));
}
