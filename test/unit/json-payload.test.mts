import { checkJsonPayload } from '../../domain/payload/json.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const BLANK = [undefined, null, '', '  ', 'undefined', 'null', '[object Object]', [], {}, NaN];

const check = (payload: Record<string, unknown>, purpose: 'create' | 'update' = 'create') =>
	checkJsonPayload('Payload (JSON)', payload, purpose);

test('a payload without blanks is sent as it is', () => {
	const payload = { title: 'x', tags: ['a'], privacy: 'public', unknown: { a: [0, false, 'b'] } };
	expect(check(payload)).toEqual(payload);
});

test.each(['description', 'tags', 'caption'])('%s may be blank, and is then left out', (key) => {
	for (const value of BLANK) expect(check({ title: 'x', [key]: value })).toEqual({ title: 'x' });
});

test('in an update an empty text clears the field', () => {
	expect(check({ title: 'x', description: '' }, 'update')).toEqual({ title: 'x', description: '' });
	expect(check({ title: 'x', description: null }, 'update')).toEqual({ title: 'x' });
});

test.each(['title', 'message', 'privacy', 'madeForKids', 'categoryId', 'link', 'visibility'])(
	'%s must not be blank',
	(key) => {
		for (const value of BLANK) {
			for (const purpose of ['create', 'update'] as const) {
				const { message } = inputErrorOf(() => check({ [key]: value, other: 1 }, purpose));
				expect(message).toBe(`'${key}' in 'Payload (JSON)' is empty`);
			}
		}
	},
);

test('nothing that is nested may be blank', () => {
	const { message } = inputErrorOf(() =>
		check({ poll: { options: [{ text: 'a' }, { text: '' }] } }),
	);
	expect(message).toBe("'poll.options.1.text' in 'Payload (JSON)' is empty");
});
