import type { IDataObject } from 'n8n-workflow';

import { readNumber } from '../../../../domain/inputs';
import { isFinal } from '../../../../domain/outcome';
import {
	FIRST_LOOK_MS,
	SHORTEST_INTERVAL_SECONDS,
	untilNextLook,
} from '../../../../domain/polling';
import { outputsField, toOutputs } from '../../waiting/outcomes';
import { isPassing } from '../../transport/errors';
import { pause } from '../../transport/pause';
import type { ItemCall } from '../../execution/itemContext';
import { failedItem, outcomeItem, type PairedItem } from '../../execution/results';
import { assignmentIdField, readAssignmentIdField } from '../../properties/assignmentId';
import { readTimeLimit, timeLimitField } from '../../properties/timeLimit';
import type { JointOperation } from '../operation';
import { AssignmentReader, type Reading } from './assignmentReader';

/** Follows assignments that were created elsewhere (Code Examples page, Poll for completion). */
export const waitForCompletion: JointOperation = {
	value: 'waitForCompletion',
	name: 'Wait for Completion',
	action: 'Wait for completion of assignments',
	description:
		'Look at existing assignments until they are published, failed or cancelled; the execution keeps running',
	fields: [
		assignmentIdField,
		timeLimitField('After this time the workflow continues without knowing'),
		{
			displayName: 'Check Every (Seconds)',
			name: 'checkEverySeconds',
			type: 'number',
			default: 20,
			typeOptions: { minValue: SHORTEST_INTERVAL_SECONDS },
			description:
				'On average; the first look is after 10 seconds. A look costs a credit per open assignment, or one for all that are among the newest 50. At 20 seconds one assignment costs up to 180 credits an hour; Create and Wait costs next to nothing.',
		},
		outputsField,
	],

	async runAll(calls) {
		const [first] = calls;
		if (first === undefined) return [[]];
		const settings = {
			limitMinutes: readTimeLimit(first),
			everySeconds: readNumber("'Check Every (Seconds)'", first.parameter('checkEverySeconds'), {
				above: 0,
				max: 86_400,
			}),
			byOutcome: first.parameter('outputs') === 'byOutcome',
		};
		const items = await follow(calls, settings);
		return toOutputs(items, settings.byOutcome);
	},
};

interface Settings {
	readonly limitMinutes: number;
	readonly everySeconds: number;
	readonly byOutcome: boolean;
}

/** @returns one item for each input item, in their order */
async function follow(calls: readonly ItemCall[], settings: Settings): Promise<PairedItem[]> {
	const items = new Map<ItemCall, PairedItem>();
	const open = new Map<ItemCall, { id: string; last: Reading }>();
	for (const call of calls) {
		try {
			const id = readAssignmentIdField(call);
			open.set(call, { id, last: { id } });
		} catch (thrown) {
			items.set(call, failedItem(call, thrown));
		}
	}
	const reader = new AssignmentReader();
	const end = Date.now() + settings.limitMinutes * 60_000;
	let next = FIRST_LOOK_MS;
	while (open.size > 0 && Date.now() < end) {
		await waitUntil(Math.min(Date.now() + next, end), calls);
		next = untilNextLook(settings.everySeconds, Math.random());
		const readings = await reader.read(
			new Map([...open].map(([call, { id }]) => [id, call] as const)),
			end,
		);
		for (const [call, { id, last }] of open) {
			const reading = readings.get(id) ?? last;
			const item = itemOf(call, reading, settings);
			if (item !== undefined) {
				items.set(call, item);
				open.delete(call);
			} else if (!(reading instanceof Error && 'status' in last)) {
				open.set(call, { id, last: reading });
			}
		}
	}
	for (const [call, { last }] of open) {
		items.set(call, last instanceof Error ? failedItem(call, last) : outcome(call, last, settings));
	}
	return calls.flatMap((call) => items.get(call) ?? []);
}

async function waitUntil(time: number, [call]: readonly ItemCall[]): Promise<void> {
	await pause(Math.max(time - Date.now(), 0), call?.context.getExecutionCancelSignal());
}

/** The item of an assignment that has ended, or cannot be read; nothing while it is to be waited for. */
function itemOf(call: ItemCall, reading: Reading, settings: Settings): PairedItem | undefined {
	if (!(reading instanceof Error)) {
		return isFinal(reading.status) ? outcome(call, reading, settings) : undefined;
	}
	return isPassing(reading) ? undefined : failedItem(call, reading);
}

function outcome(call: ItemCall, assignment: IDataObject, settings: Settings): PairedItem {
	const { itemIndex, credits } = call;
	const { id, status } = assignment;
	return outcomeItem(
		call.node,
		{ ...assignment, ...credits, id: String(id), status, itemIndex },
		settings,
	);
}
