import {
	connectionProblems,
	connectionWarnings,
	creditProblems,
	describePlatform,
	findingsOf,
	neighborWarnings,
	type KnownConnection,
	type Neighbor,
} from '../../domain/check.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { MissingInputError } from '../../domain/missing.ts';

const NOW = new Date('2027-04-25T12:00:00Z');
const LATER = new Date('2027-05-01T12:00:00Z');
const YOUTUBE = { slug: 'youtube', name: 'YouTube', contentTypes: ['video', 'short'] };
const ASKED = { connectionId: 'C1', contentType: 'video', publishAt: LATER };

function problemsOf(connection: Partial<KnownConnection>, asked = {}) {
	const connections = [
		{ id: 'c1', platform: 'youtube', name: 'Demo', isActive: true, ...connection },
	];
	const found = connectionProblems({ ...ASKED, ...asked }, { connections, platforms: [YOUTUBE] });
	return found.map(({ what }) => what);
}

describe('connectionProblems', () => {
	test.each<[string, Partial<KnownConnection>]>([
		['an active one', {}],
		['one of which little is told', { isActive: undefined, name: undefined }],
		['one whose access may be renewed', { tokenExpiresAt: '2027-04-25T12:00:00Z' }],
		['one of a platform that is not listed', { platform: 'x' }],
		['one of no platform', { platform: undefined }],
		['an unknown state of the token', { tokenStatus: 'fine', tokenExpiresAt: 'soon' }],
	])('%s has none', (_name, connection) => {
		expect(problemsOf(connection)).toEqual([]);
	});

	test('every reason is named', () => {
		expect(
			problemsOf({ isActive: false, tokenStatus: 'expired' }, { contentType: 'text' }),
		).toEqual([
			"'Connection' is 'Demo', which is inactive",
			"'Connection' is 'Demo', whose access has expired",
			"'Content Type' is text, which YouTube does not take",
		]);
		expect(problemsOf({ tokenStatus: 'expired', name: undefined })).toEqual([
			"'Connection' is c1, whose access has expired",
		]);
		expect(problemsOf({ id: 'c2' })).toEqual([
			"'Connection' is 'C1', which is none of the connections of this API key",
		]);
	});

	test('what was not asked for is no problem', () => {
		expect(connectionProblems(ASKED, {})).toEqual([]);
		expect(connectionProblems(ASKED, { connections: [{ id: 'c1', platform: 'youtube' }] })).toEqual(
			[],
		);
	});
});

test.each([
	['2027-04-30T12:00:00Z', 1],
	['2027-05-01T12:00:00Z', 1],
	['2027-05-01T12:00:01Z', 0],
	['2027-04-25T12:00:00Z', 1],
	['soon', 0],
	[null, 0],
])('access until %s for a post on the first of May: %i warnings', (tokenExpiresAt, count) => {
	const connections = [{ id: 'c1', tokenExpiresAt }];
	expect(connectionWarnings(ASKED, { connections }, NOW)).toHaveLength(count);
	expect(connectionWarnings(ASKED, {}, NOW)).toEqual([]);
});

test('access that has expired may be renewed, unless Pharlo says that it has expired', () => {
	const connection = { id: 'c1', name: 'Demo', tokenExpiresAt: '2027-04-25T12:00:00Z' };
	const [warning] = connectionWarnings(ASKED, { connections: [connection] }, NOW);
	expect(warning?.what).toBe("The access to 'Demo' has expired, at 2027-04-25T12:00:00Z");
	const known = { ...connection, tokenStatus: 'expired' };
	expect(connectionWarnings(ASKED, { connections: [known] }, NOW)).toEqual([]);
});

test.each([
	[{ slug: 'x', contentTypes: [] }, 'x takes nothing'],
	[{ slug: 'x', name: 'X', contentTypes: ['text'] }, 'X takes Text'],
	[{ slug: 'x', contentTypes: ['text', 'video', 'poll'] }, 'x takes Text, Video and poll'],
])('describePlatform(%j)', (platform, words) => {
	expect(describePlatform(platform)).toBe(words);
});

test('the findings of an error are in its words', () => {
	const inputError = new InvalidInputError("'Title' is too long", 'Enter another.');
	expect(findingsOf(inputError)).toEqual([
		{ parameter: 'Title', what: "'Title' is too long", whatToDo: 'Enter another.' },
	]);
	const inPayload = new InvalidInputError("'title' in 'Payload (JSON)' is empty", '');
	expect(findingsOf(inPayload)).toMatchObject([{ parameter: 'Payload (JSON)' }]);
	expect(findingsOf(new Error('It is broken'))).toEqual([
		{ parameter: null, what: 'It is broken', whatToDo: '' },
	]);
	expect(findingsOf('odd')).toMatchObject([{ what: 'odd' }]);
});

test('each missing value is a finding of its own', () => {
	const error = new MissingInputError([
		{ label: 'Title', howTo: 'Enter one.' },
		{ label: 'Media URL', howTo: 'Enter an address.' },
	]);
	expect(findingsOf(error)).toEqual([
		{ parameter: 'Title', what: "'Title' is empty", whatToDo: 'Enter one.' },
		{ parameter: 'Media URL', what: "'Media URL' is empty", whatToDo: 'Enter an address.' },
	]);
});

test.each([
	[30, null, 0],
	[30, 30, 0],
	[30, 29, 1],
])('%i credits needed, %s left: %i problems', (needed, left, count) => {
	expect(creditProblems(needed, left)).toHaveLength(count);
});

test('neighbors are told by key first, then by minute and connection', () => {
	const post = (itemIndex: number, connectionId: string, at: string, key?: string): Neighbor => ({
		itemIndex,
		connectionId,
		idempotencyKey: key,
		publishAt: new Date(`2027-05-01T${at}Z`),
	});
	const warnings = neighborWarnings([
		post(0, 'a', '10:00:00', 'k'),
		post(1, 'b', '10:00:00'),
		post(3, 'a', '10:00:59'),
		post(4, 'a', '10:01:00'),
		post(5, 'b', '11:00:00', 'k'),
		post(6, 'b', '11:00:30'),
		post(7, 'a', '10:00:30', 'other'),
	]);
	const told = warnings.map((found) =>
		found.map(({ what }) => /(key|minute).* (\d+)/.exec(what)?.slice(1)),
	);
	expect(told).toEqual([
		[],
		[],
		[['minute', '0']],
		[],
		[['key', '0']],
		[['minute', '5']],
		[['minute', '0']],
	]);
});
