import * as n8n from 'n8n-workflow';
import { NodeApiError, NodeOperationError, type OnError } from 'n8n-workflow';

import { ApiError, InvalidInputError } from '../../domain/errors.ts';
import { toErrorJson } from '../../nodes/Pharlo/execution/errorItem.ts';
import { pharloNode } from '../harness/execute-context.mts';

/** Loads the module as n8n of this version would. */
async function errorItemOf(n8nVersion: '2.38' | '2.39') {
	const { checkNodesApiVersion: _new, ...old } = n8n;
	jest.resetModules();
	jest.doMock('n8n-workflow', () =>
		n8nVersion === '2.38' ? old : { ...old, checkNodesApiVersion: () => undefined },
	);
	return await import('../../nodes/Pharlo/execution/errorItem.ts');
}
afterAll(() => {
	jest.dontMock('n8n-workflow');
});

test.each([
	['2.38', false],
	['2.39', true],
] as const)('n8n %s is 2.39 or later: %p', async (version, expected) => {
	expect((await errorItemOf(version)).isN8n239OrLater()).toBe(expected);
});

describe('withDetails', () => {
	const details = { description: 'What to do', any: [1] };
	const ON_ERROR: Array<OnError | undefined> = [
		undefined,
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	];

	it.each(ON_ERROR)('has the key details since n8n 2.39, on error %p', async (onError) => {
		const { withDetails } = await errorItemOf('2.39');
		const node = pharloNode(onError && { onError });
		expect(withDetails(node, 'Wrong', details)).toEqual({ error: 'Wrong', details });
	});

	it.each(ON_ERROR)('has a key that older versions route, on error %p', async (onError) => {
		const { withDetails } = await errorItemOf('2.38');
		const node = pharloNode(onError && { onError });
		expect(withDetails(node, 'Wrong', details)).toEqual(
			onError === 'continueErrorOutput'
				? { error: 'Wrong', message: details }
				: { error: 'Wrong', details },
		);
	});
});

describe('toErrorJson', () => {
	const NODE = pharloNode();
	const described = ['Wrong', 'What to do'] as const;

	it.each<[string, unknown, [string, string | null, string | null]]>([
		['a status', new ApiError(...described, { status: 404 }), ['Wrong', 'What to do', '404']],
		['a code', new ApiError(...described, { code: 'EPIPE' }), ['Wrong', 'What to do', 'EPIPE']],
		['neither', new ApiError(...described), ['Wrong', 'What to do', null]],
		['invalid input', new InvalidInputError(...described), ['Wrong', 'What to do', null]],
		[
			"n8n's own",
			new NodeApiError(NODE, {}, { message: 'Own', httpCode: '500' }),
			['Own', null, '500'],
		],
		["n8n's own", new NodeOperationError(NODE, 'Own', { description: 'Do' }), ['Own', 'Do', null]],
		['any error', new TypeError('No such method'), ['No such method', null, null]],
		['a text', 'a text', ['a text', null, null]],
		['undefined', undefined, ['undefined', null, null]],
		['null', null, ['null', null, null]],
	])('of an error with %s', (_name, thrown, [error, description, httpCode]) => {
		expect(toErrorJson(NODE, thrown, 0)).toEqual({ error, details: { description, httpCode } });
	});

	it('does not name the item', () => {
		const json = toErrorJson(NODE, new InvalidInputError(...described), 7);
		expect(JSON.stringify(json)).not.toContain('7');
	});
});
