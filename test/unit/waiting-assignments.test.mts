import {
	lacksDetails,
	waitSchema,
	withEvent,
	withListed,
	withOutcome,
	withoutTokens,
	type Wait,
	type WaitingAssignment,
} from '../../domain/wait.ts';

const PENDING: WaitingAssignment = { id: 'a', itemIndex: 2, status: 'pending', title: 'One' };
const OTHER: WaitingAssignment = { id: 'b', itemIndex: 3, status: 'pending' };

const applyEvent = (assignment: WaitingAssignment, news: object) =>
	withEvent([assignment, OTHER], { assignmentId: 'a', status: 'processing', ...news });
const applyRow = (assignment: WaitingAssignment, news: object) =>
	withListed([assignment, OTHER], [{ id: 'a', ...news }]);

describe.each([
	['withEvent', applyEvent],
	['withListed', applyRow],
])('%s', (_name, apply) => {
	test('adds what is new, and keeps what is not mentioned', () => {
		const news = { status: 'uploaded', platform: 'youtube' };
		expect(apply(PENDING, news)).toEqual([{ ...PENDING, ...news }, OTHER]);
	});

	test('replaces what has changed', () => {
		expect(apply(PENDING, { status: 'uploaded', title: 'Two' })).toEqual([
			{ ...PENDING, status: 'uploaded', title: 'Two' },
			OTHER,
		]);
	});

	test('keeps the item and the ID, and drops the callback URL', () => {
		const news = { status: 'uploaded', itemIndex: 9, callbackUrl: 'https://secret' };
		expect(apply(PENDING, news)).toEqual([{ ...PENDING, status: 'uploaded' }, OTHER]);
	});

	test('does not change its input', () => {
		const before = { ...PENDING };
		apply(PENDING, { status: 'published' });
		expect(PENDING).toEqual(before);
	});
});

test('withEvent leaves out the ID and the time of the event', () => {
	const [changed] = applyEvent(PENDING, { timestamp: '2026-04-23T10:02:35Z' });
	expect(changed).toEqual({ ...PENDING, status: 'processing' });
});

test('withEvent applies an event to an assignment that has ended: it was retried', () => {
	const [changed] = applyEvent({ ...PENDING, status: 'failed' }, { status: 'published' });
	expect(changed?.status).toBe('published');
});

test.each([undefined, null])('withListed keeps the status if the row has none (%p)', (status) => {
	expect(applyRow(PENDING, { status, title: 'Two' })[0]).toEqual({ ...PENDING, title: 'Two' });
});

test.each(['published', 'failed', 'cancelled'])('withListed keeps what is %s', (status) => {
	const ended = { ...PENDING, status };
	expect(applyRow(ended, { status: 'processing', title: 'Two' })).toEqual([ended, OTHER]);
});

describe('lacksDetails', () => {
	test.each<[object, boolean]>([
		[{ status: 'published' }, true],
		[{ status: 'published', platformUrl: null }, true],
		[{ status: 'published', platformUrl: 'https://youtu.be/a' }, false],
		[{ status: 'published', platformUrl: 'https://youtu.be/a', errors: [] }, false],
		[{ status: 'failed' }, true],
		[{ status: 'failed', platformUrl: 'https://youtu.be/a' }, true],
		[{ status: 'failed', errors: null }, true],
		[{ status: 'failed', errors: [] }, true],
		[{ status: 'failed', errors: [{}] }, true],
		[{ status: 'failed', errors: ['No'] }, false],
		[{ status: 'failed', errors: [{ code: 'NO' }] }, false],
		[{ status: 'cancelled' }, false],
		[{ status: 'pending' }, false],
		[{ status: 'archived' }, false],
		[{}, false],
	])('%j: %p', (assignment, expected) => {
		expect(lacksDetails({ id: 'a', ...assignment })).toBe(expected);
	});
});

describe('withListed, for one that has ended', () => {
	const ROW = { status: 'failed', errors: ['No'], callbackUrl: 'https://secret' };

	test('adds the details that it lacks', () => {
		const failed = { ...PENDING, status: 'failed', errors: [] };
		expect(applyRow(failed, ROW)[0]).toEqual({ ...failed, errors: ['No'] });
	});

	test('keeps the details that it has', () => {
		const failed = { ...PENDING, status: 'failed', errors: ['Yes'] };
		expect(applyRow(failed, ROW)[0]).toEqual(failed);
		const published = { ...PENDING, status: 'published', platformUrl: 'https://youtu.be/a' };
		expect(applyRow(published, { status: 'published', platformUrl: null })[0]).toEqual(published);
	});

	test.each(['pending', 'published', 'cancelled', undefined])(
		'ignores a row with the status %p',
		(status) => {
			const failed = { ...PENDING, status: 'failed' };
			expect(applyRow(failed, { ...ROW, status })[0]).toEqual(failed);
		},
	);
});

test('withoutTokens removes nothing else', () => {
	const rest = { id: 'a', callbackURL: 1, url: 2 };
	expect(withoutTokens({ ...rest, callbackUrl: 'https://secret' })).toEqual(rest);
	expect(withoutTokens(rest)).toEqual(rest);
});

describe('withOutcome', () => {
	test.each([
		[1, 'minute'],
		[0.5, 'minutes'],
		[2, 'minutes'],
	])('counts %d %s', (limit, unit) => {
		expect(withOutcome({ status: 'pending' }, limit).message).toBe(
			`Not known yet: pending when the time limit of ${limit} ${unit} had passed. Check what happened to it with Get.`,
		);
	});

	test('keeps what is known of the assignment', () => {
		for (const status of ['published', 'failed', 'cancelled', 'processing']) {
			expect(withOutcome({ id: 'a', status, errors: null, more: [1] }, 5)).toMatchObject({
				id: 'a',
				status,
				errors: null,
				more: [1],
			});
		}
	});

	test('prefers the message of a failure to its code', () => {
		const errors = [{ code: 'A', message: 'One' }, { code: 'B' }, {}];
		// Strictly: there is no explanation, not even an undefined one.
		expect(withOutcome({ status: 'failed', errors }, 5)).toStrictEqual({
			status: 'failed',
			errors,
			outcome: 'failed',
			message: 'Not published: One; B',
		});
	});
});

describe('what was stored', () => {
	const WAIT: Wait = {
		assignments: [PENDING],
		failures: [{ itemIndex: 0, json: { error: 'No' } }],
		externalId: 'batch',
		limitMinutes: 60,
		byOutcome: true,
	};

	test('keeps keys of assignments that are not known here', () => {
		const assignments = [{ ...PENDING, addedLater: { deep: [1] } }];
		expect(waitSchema.parse({ ...WAIT, assignments })).toEqual({ ...WAIT, assignments });
	});

	test.each<[string, object]>([
		['no list of assignments', { assignments: {} }],
		['an assignment without an ID', { assignments: [{ itemIndex: 0, status: 'pending' }] }],
		['an assignment without an item', { assignments: [{ id: 'a', status: 'pending' }] }],
		['an item below zero', { assignments: [{ ...PENDING, itemIndex: -1 }] }],
		['half an item', { assignments: [{ ...PENDING, itemIndex: 0.5 }] }],
		['a failure without an item', { failures: [{ json: {} }] }],
		['a failure without JSON', { failures: [{ itemIndex: 0 }] }],
		['a number as external ID', { externalId: 7 }],
		['no external ID', { externalId: undefined }],
		['a text as limit', { limitMinutes: '60' }],
		['a text as switch', { byOutcome: 'true' }],
	])('is not a wait with %s', (_name, change) => {
		expect(waitSchema.safeParse({ ...WAIT, ...change }).success).toBe(false);
	});
});
