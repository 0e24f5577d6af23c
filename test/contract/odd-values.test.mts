import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { Files } from '../harness/files.mts';
import { countsForAllItems, createsAssignments, reportsProblems } from '../harness/odd-allowed.mts';
import { oddParametersOf, operationsOf, type OddParameter } from '../harness/odd-parameters.mts';
import { oddFieldsOf } from '../harness/odd-payload.mts';
import { OddReport } from '../harness/odd-report.mts';
import { failuresOf, failuresOfSecondItem } from '../harness/odd-run.mts';
import { oddValuesOf } from '../harness/odd-values.mts';
import {
	failuresAtActivation,
	failuresAtDelivery,
	isFilter,
	triggerParameters,
} from '../harness/odd-trigger.mts';
import { Pharlo } from '../harness/pharlo.mts';
import { skipPauses } from '../harness/skip-pauses.mts';

/**
 * What an expression gives when its source is blank or something else than expected, for every parameter
 * that the nodes describe. A new parameter is tested without a change here; what may be blank is listed
 * in `test/harness/odd-allowed.mts`.
 */

skipPauses();

const report = new OddReport();
const { timeout } = AbortSignal;
let pharlo: Pharlo;
let files: Files;
beforeAll(async () => {
	[pharlo, files] = await Promise.all([Pharlo.start(), Files.start()]);
	// The pauses of the operations that wait, where an odd value gets that far.
	jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 0));
});
afterAll(async () => {
	jest.restoreAllMocks();
	await Promise.all([pharlo.close(), files.close()]);
	report.print();
});

const { description } = new PharloNode();
const operations = operationsOf(description);

/** Those that Check shares with Create are compared with Create's in `check.test.mts`. */
function parametersOf(operation: (typeof operations)[number]): OddParameter[] {
	const all = [...oddParametersOf(description, operation), ...oddFieldsOf(description, operation)];
	return reportsProblems(operation.name)
		? all.filter(({ path }) => /^options\.(check(Connections|MediaUrl)|findExisting)$/.test(path))
		: all;
}

describe.each(operations.map((operation) => [operation.name, operation] as const))(
	'%s refuses an odd value, and names the parameter and the item',
	(name, operation) => {
		const parameters = parametersOf(operation);

		test.each(parameters.map((parameter) => [parameter.path, parameter] as const))(
			'%s',
			async (path, parameter) => {
				const failures = await failuresOf(parameter, pharlo);
				report.add(`${name} ${path}`, oddValuesOf(parameter.kind).length, failures);
				expect(failures.map(({ value, what, detail }) => `${value}: ${what}: ${detail}`)).toEqual(
					[],
				);
			},
		);

		// Check, Create and Create and Wait are tested with two items above.
		if (createsAssignments(name) || reportsProblems(name)) return;

		test('in the second of two items', async () => {
			const failures: string[] = [];
			for (const parameter of parameters) {
				const [missing] = oddValuesOf(parameter.kind);
				const isOfItem =
					!countsForAllItems(name, parameter.path) && parameter.leftOut === undefined;
				if (missing === undefined || !isOfItem) continue;
				const found = await failuresOfSecondItem(parameter, missing, pharlo);
				failures.push(...found.map(({ what, detail }) => `${parameter.path}: ${what}: ${detail}`));
			}
			expect(failures).toEqual([]);
		});
	},
);

describe('the trigger', () => {
	const parameters = triggerParameters().map((parameter) => [parameter.path, parameter] as const);

	test.each(parameters)(
		'starts nothing for an odd %s, and Pharlo tries again',
		async (path, parameter) => {
			const failures = await failuresAtDelivery(parameter);
			report.addLines(`trigger ${path}`, oddValuesOf(parameter.kind).length, failures);
			expect(failures).toEqual([]);
		},
	);

	test.each(parameters.filter(([, parameter]) => isFilter(parameter)))(
		'is not published with a blank %s',
		async (_path, parameter) => {
			expect(await failuresAtActivation(parameter)).toEqual([]);
		},
	);
});
