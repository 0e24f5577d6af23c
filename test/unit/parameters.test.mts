import type { IExecuteFunctions, IGetNodeParameterOptions } from 'n8n-workflow';

import { RunParameters } from '../../nodes/Pharlo/execution/itemContext.ts';

/** Resolves parameters as n8n does, and records the calls. */
function parametersOf(entered: Record<string, unknown>) {
	const calls: string[] = [];
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
		calls.push(`${name} ${itemIndex}`);
		return options.extractValue === true ? `extracted ${String(value)}` : resolve(value, itemIndex);
	};
	const context = { getNodeParameter } as unknown as IExecuteFunctions;
	return { parameters: new RunParameters(context), calls };
}

describe('RunParameters', () => {
	it('gets a value that is the same for all items only once', () => {
		const { parameters, calls } = parametersOf({ plain: 'text', options: { a: { b: 'c' } } });
		const values = [0, 1, 2].map((item) => [
			parameters.get('plain', item),
			parameters.get('options', item),
		]);
		expect(values).toEqual(Array.from({ length: 3 }, () => ['text', { a: { b: 'c' } }]));
		expect(calls).toEqual(['plain 0', 'options 0']);
	});

	it('gets a value with an expression for each item, at any depth', () => {
		const { parameters, calls } = parametersOf({ title: '={{ $json.title }}', deep: [{ a: '=' }] });
		const values = [0, 1, 2].map((item) => [
			parameters.get('title', item),
			parameters.get('deep', item),
		]);
		expect(values).toEqual([0, 1, 2].map((item) => [`item ${item}`, { 0: { a: `item ${item}` } }]));
		expect(calls).toHaveLength(6);
	});

	it('distinguishes a value from its extracted value', () => {
		const { parameters } = parametersOf({ locator: 'id' });
		const extracted = parameters.get('locator', 0, '', { extractValue: true });
		expect([parameters.get('locator', 0), extracted]).toEqual(['id', 'extracted id']);
		expect(parameters.get('locator', 1, '', { extractValue: true })).toBe('extracted id');
	});

	it('returns the fallback of a missing parameter', () => {
		const { parameters } = parametersOf({});
		expect(parameters.get('missing', 0, 'fallback')).toBe('fallback');
	});
});
