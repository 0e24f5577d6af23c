import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { SAMPLE_EVENT } from '../../domain/event.ts';
import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import { ROOT } from '../../tools/playground/paths.mts';
import { EVENT_SCHEMA, SCHEMA_FOLDER } from '../../tools/schemas/files.mts';
import { CallbackReceiver } from '../harness/callback-receiver.mts';
import { callSigned } from '../harness/callbacks.mts';
import { mismatches, readOutputSchema, simulatedItem } from '../harness/output-schema.mts';
import { MEDIA, SAMPLE } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

const schema = readOutputSchema(join(ROOT, SCHEMA_FOLDER, EVENT_SCHEMA));

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

let receiver: CallbackReceiver;
beforeEach(async () => {
	receiver = await CallbackReceiver.start();
});
afterEach(async () => await receiver.close());

/** What the trigger outputs for the final event of a post, as the simulator sends it. */
async function finalEvent(mediaUrl: string, callbacks: number): Promise<IDataObject[]> {
	pharlo.switch({ pace: 1000 });
	await pharlo.call('POST', 'assignments', { ...SAMPLE, mediaUrl, callbackUrl: receiver.url });
	const { body } = (await receiver.arrived(callbacks)).at(-1) ?? {};
	const { response } = await callSigned(body);
	return (response.workflowData ?? []).flat().map(({ json }) => json);
}

test('the event of a post that was published is what the schema of the trigger says', async () => {
	const events = await finalEvent(MEDIA, 4);
	expect(events).toMatchObject([{ status: 'published' }]);
	expect(events.flatMap((event) => mismatches(schema, event))).toEqual([]);
	expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(events[0] ?? {}).sort());
});

test('the event of a post that failed has fewer fields, and no others', async () => {
	const events = await finalEvent('https://cdn.example.com/missing.mp4', 2);
	expect(events).toMatchObject([{ status: 'failed' }]);
	const keys = Object.keys(events[0] ?? {});
	const properties = Object.entries(schema.properties).filter(([key]) => keys.includes(key));
	expect(properties).toHaveLength(keys.length);
	const ofFailure = { type: 'object' as const, properties: Object.fromEntries(properties) };
	expect(events.flatMap((event) => mismatches(ofFailure, event))).toEqual([]);
});

describe('the sample event', () => {
	test('comes out of the trigger as it is', async () => {
		const { response } = await callSigned(SAMPLE_EVENT);
		expect(response.workflowData).toEqual([[{ json: SAMPLE_EVENT }]]);
		expect(mismatches(schema, SAMPLE_EVENT)).toEqual([]);
	});

	const { version, triggerPanel } = new PharloTrigger().description;

	test('is what n8n’s models try a workflow with', () => {
		expect(simulatedItem({ version: Number(version) })).toEqual(SAMPLE_EVENT);
	});

	test.each(['inactive', 'active'])('stands in the panel of an %s trigger', (state) => {
		const { executionsHelp = {} } = triggerPanel as { executionsHelp?: Record<string, string> };
		const [, sample = ''] = /<pre>(.*)<\/pre>/s.exec(executionsHelp[state] ?? '') ?? [];
		expect(JSON.parse(sample)).toEqual([SAMPLE_EVENT]);
	});
});
