import type { IExecuteFunctions, IGetNodeParameterOptions } from 'n8n-workflow';

import { RunParameters } from '../../nodes/Pharlo/execution/itemContext.ts';

/** As n8n resolves parameters, and how often it was made to. */
function parametersOf(entered: Record<string, unknown>) {
	const asked: string[] = [];
	const resolve = (value: unknown, itemIndex: number): unknown => {
		if (typeof value === 'string') return value.startsWith('=') ? `item ${itemIndex}` : value;
		return Object.fromEntries(
			Object.entries(Object(value) as object).map(([key, part]) => [key, resolve(part, itemIndex)]),
		);
	};
	const getNodeParameter = (
		name: string,
		itemIndex: number,
		fallback: unknown,
		options: IGetNodeParameterOptions = {},
	): unknown => {
		const value = name in entered ? entered[name] : fallback;
		if (options.rawExpressions === true) return value;
		asked.push(`${name} ${itemIndex}`);
		return options.extractValue === true ? `extracted ${String(value)}` : resolve(value, itemIndex);
	};
	const context = { getNodeParameter } as unknown as IExecuteFunctions;
	return { parameters: new RunParameters(context), asked };
}

describe('RunParameters', () => {
	it('asks n8n once for what is the same for all items', () => {
		const { parameters, asked } = parametersOf({ plain: 'text', options: { a: { b: 'c' } } });
		const read = [0, 1, 2].map((item) => [
			parameters.get('plain', item),
			parameters.get('options', item),
		]);
		expect(read).toEqual(Array.from({ length: 3 }, () => ['text', { a: { b: 'c' } }]));
		expect(asked).toEqual(['plain 0', 'options 0']);
	});

	it('asks for each item what holds an expression, however deep', () => {
		const { parameters, asked } = parametersOf({ title: '={{ $json.title }}', deep: [{ a: '=' }] });
		const read = [0, 1, 2].map((item) => [
			parameters.get('title', item),
			parameters.get('deep', item),
		]);
		expect(read).toEqual([0, 1, 2].map((item) => [`item ${item}`, { 0: { a: `item ${item}` } }]));
		expect(asked).toHaveLength(6);
	});

	it('keeps a value apart from what is extracted from it', () => {
		const { parameters } = parametersOf({ locator: 'id' });
		const extracted = parameters.get('locator', 0, '', { extractValue: true });
		expect([parameters.get('locator', 0), extracted]).toEqual(['id', 'extracted id']);
		expect(parameters.get('locator', 1, '', { extractValue: true })).toBe('extracted id');
	});

	it('takes the fallback of what was not entered', () => {
		const { parameters } = parametersOf({});
		expect(parameters.get('missing', 0, 'fallback')).toBe('fallback');
	});
});
