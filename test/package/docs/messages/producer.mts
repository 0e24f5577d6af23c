import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { answering } from '../../../harness/answering.mts';
import { runPharlo, type NodeResult } from '../../../harness/engine.mts';
import { createVideo } from '../../../harness/parameters.mts';
import type { Pharlo } from '../../../harness/pharlo.mts';

/** A message as the page on troubleshooting shows it, and what makes the node say it. */
export type Producer = readonly [message: string, produce: (pharlo: Pharlo) => Promise<string>];

interface More {
	readonly credential?: object;
	readonly items?: IDataObject[];
}

/** Runs the node; n8n is in Berlin. */
export async function run(
	pharlo: Pharlo,
	parameters: INodeParameters,
	more: More = {},
): Promise<NodeResult> {
	return await runPharlo(parameters, {
		...more,
		credential: { ...pharlo.credential, ...more.credential },
		timezone: 'Europe/Berlin',
	});
}

/** @returns what the node says, without the item's number; fails where it has nothing to say */
export async function complaint(
	pharlo: Pharlo,
	parameters: INodeParameters,
	more: More = {},
): Promise<string> {
	const { error, items } = await run(pharlo, parameters, more);
	if (error === undefined) throw new Error(`No error: ${JSON.stringify(items)}`);
	return error.message.replace(/ \[item \d+\]$/, '');
}

/** A value of an output item. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A Create of a video that is wrong in one way. */
export function creating(
	wrong: INodeParameters,
	more: More = {},
): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => await complaint(pharlo, createVideo(wrong), more);
}

/** A request to cancel, which is sent once, to somebody who answers as Pharlo never should. */
export function answeredBy(
	listener: Parameters<typeof answering>[0],
	parameters: INodeParameters = {},
): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => {
		const server = await answering(listener);
		try {
			return await complaint(
				pharlo,
				{ resource: 'assignment', operation: 'cancel', assignmentId: 'a1', ...parameters },
				{ credential: { baseUrl: server.url } },
			);
		} finally {
			await server.close();
		}
	};
}
