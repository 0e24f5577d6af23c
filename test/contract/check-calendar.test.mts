import { calendar, FAULTS, FROM_CALENDAR, withFaults } from '../harness/calendar.mts';
import { runPharlo } from '../harness/engine.mts';
import { Pharlo } from '../harness/pharlo.mts';

const ROWS = 500;

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function check(items: ReturnType<typeof calendar>) {
	const parameters = { ...FROM_CALENDAR, operation: 'check' };
	const { items: reports, error } = await runPharlo(parameters, {
		credential: pharlo.credential,
		items,
	});
	expect(error).toBeUndefined();
	expect(reports).toHaveLength(ROWS);
	return reports.map(({ json: { valid, problems, warnings }, pairedItem }) => {
		return { row: pairedItem, valid, problems, warnings };
	});
}

type Report = Awaited<ReturnType<typeof check>>[number];

function isWarned({ warnings }: Report): boolean {
	return JSON.stringify(warnings) !== '[]';
}

test('one check lists all faulty rows of a calendar, each with parameter and remedy', async () => {
	const { rows, faultOf } = withFaults(calendar(ROWS), FAULTS);
	const { state } = pharlo.simulator.simulation;
	const before = state.credits;
	const reports = await check(rows);
	const expected = [...faultOf].map(([row, { parameter, whatToDo }]) => ({
		valid: false,
		row: { item: row },
		problems: [{ parameter, what: expect.any(String), whatToDo }],
	}));
	expect(expected).toHaveLength(20);
	expect(reports.filter(({ valid }) => valid !== true)).toMatchObject(expected);
	expect(reports.filter(isWarned)).toEqual([]);

	const sent = pharlo.requests.map(({ method, path }) => `${method} ${path}`).sort();
	expect(sent).toEqual(
		['billing/status', 'connections', 'platforms'].map((path) => `GET /api/v1/${path}`),
	);
	// Of these, only the list of connections costs anything.
	expect(before - state.credits).toBe(1);
});

test('of two rows with one key, the second has a warning, and both are valid', async () => {
	const rows = calendar(ROWS);
	rows[432] = { ...rows[432], key: 'row-17' };
	const reports = await check(rows);
	expect(reports.filter(({ valid }) => valid !== true)).toEqual([]);
	expect(reports.filter(isWarned)).toMatchObject([
		{
			row: { item: 432 },
			warnings: [
				{
					what: expect.stringContaining('idempotency key of item 17'),
					whatToDo: 'Use a key that is different for every post.',
				},
			],
		},
	]);
});
