import fc from 'fast-check';

import { connectionNameOf, titleOf } from '../../domain/title.ts';

test.each([
	[{ title: 'Product Demo', description: 'More' }, 'Product Demo'],
	[{ title: '  ', message: 'See what\n is new' }, 'See what is new'],
	[{ text: 'Text' }, 'Text'],
	[{ description: 'Only a description' }, 'Only a description'],
	[{ privacy: 'public' }, null],
	[{ title: 5 }, null],
	['title', null],
	[undefined, null],
])('%j is known as %j', (payload, title) => {
	expect(titleOf(payload)).toBe(title);
});

test('a long text ends after a whole word', () => {
	const message = 'This message is far too long for a column of a table, so it is cut off';
	expect(titleOf({ message })).toBe('This message is far too long for a column of a table, so…');
});

test('any text becomes one line of at most 60 characters that it begins with', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (message) => {
			const title = titleOf({ message }) ?? '';
			const line = message.trim().replace(/\s+/g, ' ');
			expect([...title].length).toBeLessThanOrEqual(60);
			expect(title === line || line.startsWith(title.replace(/…$/, ''))).toBe(true);
		}),
	);
});

test.each([
	[{ connectionName: 'Demo Channel' }, 'Demo Channel'],
	[{ connection: { id: 'c', name: 'Demo Page' } }, 'Demo Page'],
	[{ connection: 'c', connectionName: 5 }, undefined],
	[{ connectionId: 'c' }, undefined],
])('%j is on the connection %j', (assignment, name) => {
	expect(connectionNameOf(assignment)).toBe(name);
});
