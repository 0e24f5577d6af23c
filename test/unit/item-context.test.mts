import type { IExecuteFunctions, IGetNodeParameterOptions, INodeProperties } from 'n8n-workflow';

import {
	ItemContext,
	ItemParameters,
	OPTIONS,
	RunParameters,
} from '../../nodes/Pharlo/execution/itemContext.ts';
import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';
import { respond } from '../harness/client-context.mts';
import { runWith } from '../harness/execute-context.mts';
import { finish, useFakeClock } from '../harness/fake-clock.mts';

useFakeClock();

const REQUEST = { method: 'GET', path: ['health'], intent: 'return its status' } as const;

/** A call of n8n's getNodeParameter. */
type Call = [string, number, unknown, IGetNodeParameterOptions];

/** The parameters of an item, whose values are made by `resolve`. */
function parametersOf(resolve: (name: string, itemIndex: number, fallback: unknown) => unknown) {
	const calls: Call[] = [];
	const context = {
		getNodeParameter(...[name, itemIndex, fallback, options]: Call) {
			// All values hold an expression, so that they differ between items.
			if (options.rawExpressions === true) return '={{ 1 }}';
			calls.push([name, itemIndex, fallback, options]);
			return resolve(name, itemIndex, fallback);
		},
	} as unknown as IExecuteFunctions;
	const parameters = new RunParameters(context);
	const item = (index: number): ItemParameters => new ItemParameters(parameters, index);
	return { item, calls, context };
}

const property = (more: Partial<INodeProperties>): INodeProperties => ({
	displayName: 'Option',
	name: 'option',
	type: 'string',
	default: 'default',
	...more,
});

const TITLE = { displayName: 'Title', name: 'title' };
const FILTERS = { displayName: 'Filters', name: 'filters' };

describe('ItemParameters', () => {
	it('gets the value for its item', () => {
		const { item, calls, context } = parametersOf((name, itemIndex) => `${name} of ${itemIndex}`);
		expect(item(3).get('title', 'none', { extractValue: true })).toBe('title of 3');
		expect(item(0).get('title')).toBe('title of 0');
		expect(calls).toEqual([
			['title', 3, 'none', { extractValue: true }],
			['title', 0, undefined, {}],
		]);
		expect(item(3).context).toBe(context);
	});

	it.each([
		['text', 'text'],
		['  text\n', 'text'],
		['', undefined],
		['   ', undefined],
		['null', undefined],
		[undefined, undefined],
		[null, undefined],
		[[], undefined],
		[7, '7'],
		[0, '0'],
	])('gets %j as the text %j', (value, text) => {
		const { item, calls } = parametersOf(() => value);
		expect(item(2).getText(TITLE)).toBe(text);
		expect(item(2).getText(TITLE, 'filters.title')).toBe(text);
		expect(calls).toEqual([
			['title', 2, '', { extractValue: true }],
			['filters.title', 2, '', { extractValue: true }],
		]);
	});

	it.each([[{ a: 1 }], [true], [['a']], ['row [object Object]']])(
		'rejects %j as a text',
		(value) => {
			const { item } = parametersOf(() => value);
			expect(() => item(0).getText(TITLE)).toThrow(
				/^'Title' is (an object|a list|a boolean), not a/,
			);
		},
	);

	it.each(['', null, undefined, 'undefined'])(
		'rejects %j if it comes from an expression',
		(value) => {
			const { item } = parametersOf(() => value);
			expect(() => item(0).getTypedText(TITLE)).toThrow("'Title' is empty");
		},
	);

	it.each([null, 7, 'text', [['a']]])('rejects %j as a collection', (value) => {
		const { item } = parametersOf(() => value);
		expect(() => item(0).getCollection(TITLE)).toThrow("'Title' is not an object");
	});

	it('resolves a collection once for each item', () => {
		const { item, calls } = parametersOf((name, itemIndex) => ({ name, itemIndex }));
		for (const index of [0, 1]) {
			const parameters = item(index);
			const first = parameters.getCollection(OPTIONS);
			expect(first).toEqual({ name: 'options', itemIndex: index });
			expect(parameters.getCollection(OPTIONS)).toBe(first);
			expect(parameters.getCollection(FILTERS)).toEqual({ name: 'filters', itemIndex: index });
		}
		expect(calls).toEqual(
			[0, 1].flatMap((index) => [
				['options', index, {}, {}],
				['filters', index, {}, {}],
			]),
		);
	});

	it('gets an empty collection if nothing was added', () => {
		const { item } = parametersOf((_name, _itemIndex, fallback) => fallback);
		expect(item(0).getCollection(OPTIONS)).toEqual({});
	});

	it.each([
		[{}, 'default'],
		[{ option: undefined }, undefined],
		[{ option: 'chosen' }, 'chosen'],
		[{ option: '' }, ''],
		[{ option: false }, false],
		[{ option: 0 }, 0],
		[{ option: null }, null],
		[{ another: 'chosen' }, 'default'],
	])('gets from the options %j the value %j', (options, expected) => {
		const { item, calls } = parametersOf(() => options);
		expect(item(0).getOption(property({ default: 'default' }))).toBe(expected);
		expect(calls.map(([name]) => name)).toEqual(['options']);
	});
});

describe('RunParameters', () => {
	/** Parameters that all have this value; records for which n8n was asked, and in which way. */
	function entered(value: unknown) {
		const calls: Array<'raw' | 'resolved'> = [];
		const context = {
			getNodeParameter(...[, , , options]: Call) {
				calls.push(options.rawExpressions === true ? 'raw' : 'resolved');
				return value;
			},
		} as unknown as IExecuteFunctions;
		return { parameters: new RunParameters(context), calls };
	}

	it.each([null, 7, true, '', 'plain', {}, [], { a: [null, { b: 'plain =' }] }])(
		'gets %j once for all items, because it holds no expression',
		(value) => {
			const { parameters, calls } = entered(value);
			expect([0, 1, 2].map((item) => parameters.get('name', item))).toEqual([value, value, value]);
			expect(calls).toEqual(['resolved', 'raw']);
		},
	);

	it.each(['=', '={{ 1 }}', { a: '=' }, ['plain', '='], { a: { b: [{ c: '=1' }, 'plain'] } }])(
		'gets %j again for each item, but what was entered only once',
		(value) => {
			const { parameters, calls } = entered(value);
			for (const item of [0, 1, 2]) parameters.get('name', item);
			expect(calls).toEqual(['resolved', 'raw', 'resolved', 'resolved']);
		},
	);

	it('gets undefined', () => {
		const { parameters } = entered(undefined);
		expect([0, 1].map((item) => parameters.get('name', item))).toEqual([undefined, undefined]);
	});

	it('keeps parameters apart, and each from what is extracted of it', () => {
		const context = {
			getNodeParameter: (...[name, , , { extractValue }]: Call) => `${name} ${extractValue}`,
		} as unknown as IExecuteFunctions;
		const parameters = new RunParameters(context);
		for (const item of [0, 1]) {
			for (const name of ['first', 'second']) {
				for (const extractValue of [true, false]) {
					const value = parameters.get(name, item, undefined, { extractValue });
					expect(value).toBe(`${name} ${extractValue}`);
				}
			}
		}
	});

	it('asks for what was entered with the fallback of the value', () => {
		const calls: Call[] = [];
		const context = {
			getNodeParameter(...call: Call) {
				calls.push(call);
				return call[2];
			},
		} as unknown as IExecuteFunctions;
		const parameters = new RunParameters(context);
		parameters.get('name', 4, 'fallback');
		expect(parameters.getRaw('other', 'another')).toBe('another');
		expect(calls).toEqual([
			['name', 4, 'fallback', {}],
			['name', 0, 'fallback', { rawExpressions: true }],
			['other', 0, 'another', { rawExpressions: true }],
		]);
	});
});

describe('ItemContext', () => {
	it('has the parameters of the run for its item', () => {
		const run = runWith();
		const item = new ItemContext(run, 5);
		expect(item.run).toBe(run);
		expect(item.parameters).toBe(run.parameters);
		expect(item.context).toBe(run.context);
		expect(item.itemIndex).toBe(5);
	});

	it.each<[string, object | undefined, object]>([
		[
			'used',
			{ 'x-credits-used': '3', 'x-credits-balance': '90' },
			{ creditsUsed: 3, creditsBalance: 90 },
		],
		['unknown', {}, { creditsUsed: 0, creditsBalance: null }],
		['used by another item', undefined, { creditsUsed: 0, creditsBalance: null }],
	])('adds credits %s to its output if they are wanted', async (_name, headers, credits) => {
		const replies = [respond(200, {}, { 'x-credits-used': '7' }), respond(200, {}, { ...headers })];
		const wanted = runWith({ includeCredits: true }, { replies });
		const run = { ...wanted, client: PharloClient.create(wanted.context) };
		const item = new ItemContext(run, 0);
		await finish(new ItemContext(run, 1).client.send(REQUEST));
		if (headers !== undefined) await finish(item.client.send(REQUEST));
		const json = { id: 'a1' };
		expect(item.withCredits(json)).toStrictEqual({ id: 'a1', ...credits });
		expect(json).toEqual({ id: 'a1' });
	});

	it('returns its output as it is if they are not', () => {
		const json = { id: 'a1' };
		expect(new ItemContext(runWith(), 0).withCredits(json)).toBe(json);
	});
});
