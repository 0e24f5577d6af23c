import fc from 'fast-check';

import {
	areOfOnePlatform,
	candidatesFor,
	contradiction,
	describeConnection,
	linkMadeAt,
	namedConnections,
	parseConnectionIds,
} from '../../domain/ticket.ts';

const MINUTE_MS = 60_000;
const MADE_AT = Date.parse('2027-04-23T12:00:00Z');

/** The time of the link, and some seconds. */
function at(seconds: number): string {
	return new Date(MADE_AT + seconds * 1000).toISOString();
}

describe('the connections that a ticket names', () => {
	test.each<[object, string[]]>([
		[{ status: 'success' }, []],
		[{ connectionId: 'a' }, ['a']],
		[{ connectionId: ' a ' }, ['a']],
		[{ connectionId: 7 }, ['7']],
		[{ connectionIds: ['a', 'b'] }, ['a', 'b']],
		[{ connectionId: 'b', connectionIds: ['a', 'b'] }, ['a', 'b']],
		[{ connection: { id: 'a' } }, ['a']],
		[{ connection: 'a' }, ['a']],
		[{ connections: [{ id: 'a' }, { id: 8 }, 'c'] }, ['a', '8', 'c']],
		[{ connectionId: null, connectionIds: [], connections: [{ name: 'A' }, null] }, []],
		[{ connectionId: '', connectionIds: [' '], connections: [{ id: '' }] }, []],
		[{ connectionId: true, connection: [[]], connectionIds: {} }, []],
	])('%j: %j', (ticket, ids) => {
		const named = namedConnections({ ...ticket });
		expect([...named.keys()]).toEqual(ids);
		expect([...named.values()].map(({ id }) => id)).toEqual(ids);
	});

	test('keep what the ticket tells of them', () => {
		const ticket = { connectionId: 'a', connections: [{ id: 'a', name: 'A', isActive: true }] };
		expect(namedConnections(ticket).get('a')).toEqual({ id: 'a', name: 'A', isActive: true });
	});
});

describe('the IDs of a redirect', () => {
	test('one, several with commas, a list, or a list of such texts are the same', () => {
		const id = fc.stringMatching(/^[0-9A-Za-z-]{1,36}$/);
		fc.assert(
			fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 5 }), fc.nat(5), (ids, split) => {
				const forms = [
					ids.join(','),
					ids.map((one) => ` ${one} `).join(','),
					ids,
					[...ids, ...ids],
					[ids.slice(0, split), ids.slice(split)].flatMap((part) =>
						part.length === 0 ? [] : [part.join(',')],
					),
				];
				for (const form of forms) expect(parseConnectionIds('Label', form)).toEqual(ids);
			}),
		);
	});

	test('a number is an ID', () => expect(parseConnectionIds('Label', 42)).toEqual(['42']));

	test.each([undefined, null, '', ' ', ',', 'a,', [], [''], ['a', null]])(
		'%j is empty',
		(value) => {
			expect(() => parseConnectionIds('Label', value)).toThrow("'Label' is empty");
		},
	);

	test.each([{ id: 'a' }, false, [{ id: 'a' }], ['a', true]])('%j is no ID', (value) => {
		expect(() => parseConnectionIds('Label', value)).toThrow("'Label' is not an ID");
	});
});

test.each<[string, object, unknown, number]>([
	['what the ticket tells', { createdAt: at(0), expiresAt: at(300) }, at(900), 0],
	['the ticket’s end', { expiresAt: at(900) }, at(60), 0],
	['the end that Create Link returned', { expiresAt: 'soon' }, at(900), 0],
	['the present', { createdAt: null }, '', -15],
])('when the link was made, by %s', (_name, ticket, expiresAt, minutes) => {
	expect(linkMadeAt({ ...ticket }, expiresAt, MADE_AT)).toBe(MADE_AT + minutes * MINUTE_MS);
});

describe('a connection of a redirect', () => {
	const ticket = { platform: 'youtube' };

	test.each([
		{},
		{ platform: 'YouTube' },
		{ platform: 'youtube', createdAt: at(0) },
		{ platform: 'youtube', createdAt: at(-1) },
		{ createdAt: at(-9000), updatedAt: at(5) },
		{ createdAt: at(-9000), tokenUpdatedAt: at(5) },
		{ createdAt: at(-9000), connectedAt: at(5) },
		{ createdAt: 'yesterday', platform: 7 },
	])('%j is possible', (connection) => {
		expect(contradiction(connection, ticket, MADE_AT)).toBeUndefined();
	});

	test('of any platform is possible where the ticket tells none', () => {
		expect(contradiction({ platform: 'facebook' }, {}, MADE_AT)).toBeUndefined();
	});

	test.each<[object, string]>([
		[{ platform: 'facebook', createdAt: at(5) }, 'is of facebook, but the link was for youtube'],
		[{ createdAt: at(-2) }, 'existed before the link was made'],
		[{ createdAt: at(-9000), updatedAt: at(-5) }, 'existed before the link was made'],
		// Pharlo refreshes tokens by itself.
		[{ createdAt: at(-9000), tokenRefreshedAt: at(5) }, 'existed before the link was made'],
		[{ createdAt: at(-9000), tokenExpiresAt: at(5) }, 'existed before the link was made'],
	])('%j is not: it %s', (connection, reason) => {
		expect(contradiction({ ...connection }, ticket, MADE_AT)).toBe(reason);
	});
});

test('candidates are new, and of the platform if the ticket tells it', () => {
	const connections = [
		{ id: 'old', platform: 'youtube', createdAt: at(-2) },
		{ id: 'updated', platform: 'youtube', createdAt: at(-2), updatedAt: at(5) },
		{ id: 'rounded', platform: 'youtube', createdAt: at(-1) },
		{ id: 'new', platform: 'YouTube', createdAt: at(5) },
		{ id: 'page', platform: 'facebook', createdAt: at(5) },
		{ id: 'no platform', createdAt: at(5) },
		{ id: 'no time', platform: 'youtube' },
	];
	const of = (ticket: object) =>
		candidatesFor(connections, { ...ticket }, MADE_AT).map(({ id }) => id);
	expect(of({ platform: 'youtube' })).toEqual(['rounded', 'new']);
	expect(of({})).toEqual(['rounded', 'new', 'page', 'no platform']);
});

test.each<[object[], boolean]>([
	[[], false],
	[[{ platform: 'youtube' }], true],
	[[{ platform: 'youtube' }, { platform: 'YouTube' }], true],
	[[{ platform: 'youtube' }, { platform: 'facebook' }], false],
	[[{ platform: 'youtube' }, {}], false],
])('%j are of one platform: %p', (connections, expected) => {
	expect(areOfOnePlatform(connections.map((one) => ({ ...one })))).toBe(expected);
});

test.each<[object, string]>([
	[{ id: 'a', name: 'Demo', platform: 'youtube' }, 'Demo (youtube, ID a)'],
	[{ id: 'a', name: 'Demo' }, 'Demo (ID a)'],
	[{ id: 'a', platform: 'youtube' }, 'a connection without a name (youtube, ID a)'],
])('%j is called %s', (connection, expected) => {
	expect(describeConnection({ ...connection })).toBe(expected);
});
