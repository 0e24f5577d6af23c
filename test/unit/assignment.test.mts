import { parseAssignmentId } from '../../domain/assignment.ts';

const ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

test.each([
	[ID, ID],
	[` ${ID}\n`, ID],
	['01HV3Z5Q8R', '01HV3Z5Q8R'],
	[42, '42'],
	[`https://pharlo.io/api/v1/assignments/${ID}`, ID],
	[`https://pharlo.io/api/v1/assignments/${ID}/`, ID],
	[`https://pharlo.io/api/v1/assignments/${ID}/retry`, ID],
	[`https://pharlo.io/console/assignments/${ID}?tab=log#top`, ID],
])('%j is parsed as %s', (input, expected) => {
	expect(parseAssignmentId(input)).toBe(expected);
});

test.each([
	'',
	'   ',
	undefined,
	null,
	{},
	'two words',
	'../billing/status',
	'https://pharlo.io/',
	'https://pharlo.io/api/v1/assignments/',
	'https://',
	'https://pharlo.io/%E0%A4%A',
])('%p is not an ID', (input) => {
	expect(parseAssignmentId(input)).toBeUndefined();
});
