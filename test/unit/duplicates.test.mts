import { eventKey } from '../../domain/event.ts';

const EVENT = { assignmentId: 'a1', status: 'published', timestamp: '2026-04-23T10:02:35Z' };
const BODY = Buffer.from(JSON.stringify(EVENT));

describe('the key of an event', () => {
	const key = eventKey(EVENT, BODY);

	test('is the same for another delivery, even with other bytes', () => {
		expect(eventKey({ ...EVENT, attempt: 2 }, Buffer.from('other bytes'))).toBe(key);
		expect(key).toMatch(/^[\w-]{43}$/);
	});

	test.each([
		['assignment', { assignmentId: 'a2' }],
		['status', { status: 'failed' }],
		['time', { timestamp: '2026-04-23T10:02:36Z' }],
		['boundary between the fields', { assignmentId: 'a1published', status: '' }],
	])('differs by %s', (_name, other) => {
		expect(eventKey({ ...EVENT, ...other }, BODY)).not.toBe(key);
	});

	test.each([undefined, ''])(
		'is derived from the bytes if the event has no time (%p)',
		(timestamp) => {
			const event = {
				assignmentId: 'a1',
				status: 'published',
				...(timestamp === '' && { timestamp }),
			};
			expect(eventKey(event, Buffer.from('{ }'))).toBe(eventKey(event, Buffer.from('{ }')));
			expect(eventKey(event, Buffer.from('{ }'))).not.toBe(eventKey(event, Buffer.from('{}')));
		},
	);
});
