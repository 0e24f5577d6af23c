import type { INodeParameters } from 'n8n-workflow';

import { runPharlo } from '../harness/engine.mts';
import { createVideo } from '../harness/parameters.mts';
import { Pharlo } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

/** Results of n8n's expressions, interpreted in Berlin time unless stated otherwise. */
test.each([
	['a value from the date picker', '2036-08-01T12:00:00', '2036-08-01T12:00:00+02:00'],
	[
		'Luxon in the workflow’s zone',
		"={{ DateTime.fromISO('2036-08-01T12:00:00') }}",
		'2036-08-01T12:00:00+02:00',
	],
	[
		'Luxon in another zone',
		"={{ DateTime.fromISO('2036-08-01T12:00:00', { zone: 'Asia/Tokyo' }) }}",
		'2036-08-01T12:00:00+09:00',
	],
	['a JavaScript date', "={{ new Date('2036-08-01T12:00:00Z') }}", '2036-08-01T14:00:00+02:00'],
	['a string of the item', '={{ $json.at }}', '2036-08-01T18:30:00+02:00'],
	[
		'$now and some days',
		'={{ $now.set({ year: 2036, month: 8, day: 1, hour: 7, minute: 0, second: 0, millisecond: 0 }) }}',
		'2036-08-01T07:00:00+02:00',
	],
])('%s', async (_name, scheduledAt, expected) => {
	const { error } = await runPharlo(createVideo({ publish: 'scheduled', scheduledAt }), {
		credential: pharlo.credential,
		items: [{ at: '2036-08-01 18:30' }],
	});
	expect(error).toBeUndefined();
	expect(pharlo.onlyRequest.body).toMatchObject({ scheduledAt: expected });
});

test('each item may have its own zone', async () => {
	const timezone = { __rl: true, mode: 'name', value: '={{ $json.zone }}' } as INodeParameters;
	const scheduledAt = '2036-01-15T09:00:00';
	await runPharlo(createVideo({ publish: 'scheduled', scheduledAt, timezone }), {
		credential: pharlo.credential,
		items: [{ zone: 'Europe/Berlin' }, { zone: 'America/New_York' }, { zone: 'workflow' }],
		timezone: 'Asia/Kolkata',
	});
	expect(pharlo.assignments.map((assignment) => assignment.scheduledAt).reverse()).toEqual([
		'2036-01-15T08:00:00Z',
		'2036-01-15T14:00:00Z',
		'2036-01-15T03:30:00Z',
	]);
});
