import type { IDataObject } from 'n8n-workflow';

import type { WaitingAssignment } from '../../domain/wait.ts';
import { CreatedHere } from '../../nodes/Pharlo/waiting/createdHere.ts';
import { executeContext, runWith } from '../harness/execute-context.mts';

const NOW = Date.parse('2027-01-10T12:00:00.900Z');
beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => jest.restoreAllMocks());

/** An execution with what n8n has stored with it. */
function createdHere(stored: IDataObject = {}, executionId = '7', mode = 'trigger'): CreatedHere {
	const { context } = executeContext({
		getContext: (type: string) => (type === 'node' ? stored : {}),
		getExecutionId: () => executionId,
		getMode: () => mode,
	});
	return new CreatedHere(runWith({ context }));
}

const NEW: WaitingAssignment = { id: 'a', itemIndex: 0, status: 'pending', alreadyExisted: false };
const EXISTED: WaitingAssignment = { ...NEW, alreadyExisted: true };

/** As n8n stores it. */
const reload = (stored: IDataObject): IDataObject => structuredClone(stored);

test.each(['trigger', 'manual', 'webhook', 'integrated', 'retry'])(
	'what did not exist is ours, whatever the key and the mode (%s)',
	(mode) => {
		for (const hasLastingKey of [true, false]) {
			expect(createdHere({}, '7', mode).includes(NEW, hasLastingKey)).toBe(true);
		}
	},
);

describe('what existed', () => {
	test('under a lasting key is not ours', () => {
		expect(createdHere().includes(EXISTED, true)).toBe(false);
		const createdAt = '2027-01-10T12:00:00Z';
		expect(createdHere().includes({ ...EXISTED, createdAt }, true)).toBe(false);
	});

	test('is ours if an earlier attempt or pass has created it', () => {
		const stored: IDataObject = {};
		createdHere(stored).remember([NEW]);
		createdHere(stored).remember([
			{ ...NEW, id: 'b' },
			{ ...EXISTED, id: 'c' },
		]);
		const later = createdHere(reload(stored));
		expect(['a', 'b', 'c'].map((id) => later.includes({ ...EXISTED, id }, true))).toEqual([
			true,
			true,
			false,
		]);
	});

	test('is not ours if the execution that n8n retries has created it', () => {
		const stored: IDataObject = {};
		createdHere(stored, '7').remember([NEW]);
		const retried = createdHere(reload(stored), '8', 'retry');
		for (const hasLastingKey of [true, false]) {
			expect(retried.includes(EXISTED, hasLastingKey)).toBe(false);
		}
	});

	test.each(['trigger', 'manual', 'webhook', 'integrated'])(
		'under an automatic key is ours unless n8n retries an execution (%s)',
		(mode) => {
			expect(createdHere({}, '7', mode).includes(EXISTED, false)).toBe(true);
		},
	);

	test.each<[unknown, boolean]>([
		['2027-01-10T12:00:05Z', true],
		['2027-01-10T12:00:00Z', true],
		['2027-01-10T11:59:59Z', true],
		['2027-01-10T11:59:58Z', false],
		['2026-12-31T00:00:00Z', false],
		[undefined, false],
		[null, false],
		['soon', false],
	])('when n8n retries, was created at %p: ours %p', (createdAt, expected) => {
		const stored: IDataObject = {};
		const first = createdHere(stored, '8', 'retry');
		expect(first.includes({ ...EXISTED, createdAt }, false)).toBe(expected);
		// The next attempt of Retry On Fail starts later, but counts as the same.
		jest.spyOn(Date, 'now').mockReturnValue(NOW + 30_000);
		const second = createdHere(reload(stored), '8', 'retry');
		expect(second.includes({ ...EXISTED, createdAt }, false)).toBe(expected);
	});
});

test('keeps what else the node has stored, and no address or token', () => {
	const stored: IDataObject = { startedAt: 1 };
	createdHere(stored).remember([{ ...NEW, title: 'One' }]);
	expect(stored).toEqual({
		startedAt: 1,
		createdHere: { execution: '7', since: NOW, ids: ['a'] },
	});
});
