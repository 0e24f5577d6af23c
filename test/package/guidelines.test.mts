import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { PharloApi } from '../../credentials/PharloApi.credentials.ts';
import { Pharlo } from '../../nodes/Pharlo/Pharlo.node.ts';
import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';

/** n8n's guidelines for verified nodes, as far as its linter does not check them. */
const node = new Pharlo().description;
const trigger = new PharloTrigger().description;

/** A field with those inside it. */
function withInner(property: INodeProperties): INodeProperties[] {
	const inner = (property.options ?? []).filter((option) => 'type' in option);
	return [property, ...inner.flatMap(withInner)];
}

const fields = [...node.properties, ...trigger.properties, ...new PharloApi().properties].flatMap(
	withInner,
);
const actions = node.properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ options = [] }) => options as INodePropertyOptions[]);

test('the first field is Resource, the second Operation', () => {
	expect(node.properties.slice(0, 2).map(({ displayName }) => displayName)).toEqual([
		'Resource',
		'Operation',
	]);
});

test('optional fields are sorted by name', () => {
	const collections = fields.filter(({ type }) => type === 'collection');
	expect(collections.length).toBeGreaterThan(5);
	for (const { options = [] } of collections) {
		const names = options.map((option) => ('type' in option ? option.displayName : option.name));
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
	}
});

test('actions are in sentence case and without articles', () => {
	expect(actions.length).toBeGreaterThan(20);
	for (const { action = '' } of actions) {
		expect(action).toMatch(/^[A-Z][^A-Z]+$/);
		expect(action).not.toMatch(/\b(an?|the)\b/i);
	}
});

test('every list offers all results, or 50 at first', () => {
	const lists = actions.filter(({ name }) => name === 'Get Many');
	const limits = fields.filter(({ name }) => name === 'limit');
	expect(lists.length).toBeGreaterThan(3);
	expect(fields.map(({ name }) => name)).toContain('returnAll');
	for (const limit of limits) expect(limit.default).toBe(50);
});

test('one thing is chosen from a list first', () => {
	const locators = fields.filter(({ type }) => type === 'resourceLocator');
	expect(locators.length).toBeGreaterThan(2);
	for (const { modes = [], default: value } of locators) {
		expect(modes[0]?.name).toBe('list');
		expect(value).toMatchObject({ mode: 'list' });
	}
});

test('placeholders are examples', () => {
	const texts = fields.filter(({ type }) => ['string', 'number', 'dateTime'].includes(type));
	const placeholders = texts.flatMap(({ placeholder = '' }) => placeholder || []);
	expect(placeholders.length).toBeGreaterThan(3);
	for (const placeholder of placeholders) expect(placeholder).toMatch(/^e\.g\. /);
});

test('secrets cannot be read over a shoulder', () => {
	const secret = fields.filter(
		({ name }) => /key|secret|token/i.test(name) && !/idempotency/i.test(name),
	);
	const typed = secret.filter(({ type }) => type === 'string');
	expect(typed.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['apiKey', 'webhookSecret', 'previousWebhookSecret']),
	);
	for (const { typeOptions } of typed) expect(typeOptions?.password).toBe(true);
});

test('the trigger asks for its events by the usual name, without a tooltip', () => {
	const events = trigger.properties.find(({ displayName }) => displayName === 'Trigger On');
	expect(events?.type).toBe('multiOptions');
	expect(events?.description).toBeUndefined();
	expect(trigger.displayName).toMatch(/ Trigger$/);
	expect([node.usableAsTool, trigger.usableAsTool]).toEqual([true, undefined]);
});
