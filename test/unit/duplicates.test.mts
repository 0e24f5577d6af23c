import { eventKey } from '../../domain/event.ts';

const EVENT = { assignmentId: 'a1', status: 'published', timestamp: '2026-04-23T10:02:35Z' };
const BODY = Buffer.from(JSON.stringify(EVENT));

describe('the key of an event', () => {
	const key = eventKey(EVENT, BODY);

	test('is the same for another delivery, also with other bytes', () => {
		expect(eventKey({ ...EVENT, attempt: 2 }, Buffer.from('other bytes'))).toBe(key);
		expect(key).toMatch(/^[\w-]{43}$/);
	});

	test.each([
		['assignment', { assignmentId: 'a2' }],
		['status', { status: 'failed' }],
		['time', { timestamp: '2026-04-23T10:02:36Z' }],
		['split of the same letters', { assignmentId: 'a1published', status: '' }],
	])('tells apart by %s', (_name, other) => {
		expect(eventKey({ ...EVENT, ...other }, BODY)).not.toBe(key);
	});

	test.each([undefined, ''])('without a time (%p) is that of the bytes', (timestamp) => {
		const event = {
			assignmentId: 'a1',
			status: 'published',
			...(timestamp === '' && { timestamp }),
		};
		expect(eventKey(event, Buffer.from('{ }'))).toBe(eventKey(event, Buffer.from('{ }')));
		expect(eventKey(event, Buffer.from('{ }'))).not.toBe(eventKey(event, Buffer.from('{}')));
	});
});
