/**
 * n8n provides zod, currently 3.25. A later n8n may provide version 4, whose records, defaults and
 * unions differ in places; parsing must give the same results there.
 */
function load() {
	return {
		...jest.requireActual<typeof import('../../domain/event.ts')>('../../domain/event.ts'),
		...jest.requireActual<typeof import('../../domain/problem.ts')>('../../domain/problem.ts'),
		...jest.requireActual<typeof import('../../domain/failure.ts')>('../../domain/failure.ts'),
		...jest.requireActual<typeof import('../../domain/assignment.ts')>(
			'../../domain/assignment.ts',
		),
		...jest.requireActual<typeof import('../../domain/inputs.ts')>('../../domain/inputs.ts'),
		...jest.requireActual<typeof import('../../domain/ticket.ts')>('../../domain/ticket.ts'),
		...jest.requireActual<typeof import('../../domain/payload/field.ts')>(
			'../../domain/payload/field.ts',
		),
	};
}

/** Parses valid and invalid input of each kind. */
function parseEverything(): unknown[] {
	const pharlo = load();
	const now = new Date(0);
	const event = { assignmentId: 'a', status: 'failed', errors: ['x', { code: 'c' }], more: 1 };
	const details = { title: ['blank'], tags: 'long', bad: 7 };
	return [
		pharlo.parseCallbackEvent(Buffer.from(JSON.stringify(event))),
		pharlo.parseCallbackEvent(Buffer.from('{"status":7}')),
		pharlo.parseProblem(400, { error: { message: 'm', details } }, {}, now),
		pharlo.parseProblem(400, { error: 'some_code', message: 'm', details }, {}, now),
		pharlo.parseProblem(
			402,
			{ error: 'x', credits_required: '3', credits_balance: 'none' },
			{},
			now,
		),
		pharlo.parseProblem(500, '<html>', { 'retry-after': '7' }, now),
		pharlo.parseFailures([{ code: 1, message: 'm' }, 'text']),
		pharlo.parseFailures('nonsense'),
		pharlo.assignmentSchema.safeParse({ id: 'a', extra: [1] }).data,
		pharlo.assignmentSchema.safeParse({ id: '' }).success,
		pharlo.parseJsonObject('Payload', '{"a":{"b":[1]}}', ''),
		pharlo.payloadFieldSchema.parse({ id: 'x', label: 'X', kind: 'hologram', choices: [] }),
		pharlo.payloadFieldSchema.safeParse({ id: '' }).success,
		[...pharlo.namedConnections({ connectionIds: ['a', 7, ''], connections: [{ id: 'b', x: 1 }] })],
	];
}

test('our schemas give the same results with zod 3 and zod 4', () => {
	const onThree = parseEverything();
	jest.resetModules();
	jest.doMock('zod', () => jest.requireActual<object>('zod/v4'));
	const onFour = parseEverything();
	jest.dontMock('zod');
	expect(onThree.filter((result) => result !== undefined).length).toBeGreaterThan(10);
	expect(JSON.parse(JSON.stringify(onFour))).toEqual(JSON.parse(JSON.stringify(onThree)));
});

test('zod 4 is actually used', () => {
	jest.resetModules();
	jest.doMock('zod', () => jest.requireActual<object>('zod/v4'));
	const { assignmentSchema } = load();
	jest.dontMock('zod');
	expect('_zod' in assignmentSchema).toBe(true);
});
