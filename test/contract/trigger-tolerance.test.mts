import { callSigned, EVENT, PARAMETERS } from '../harness/callbacks.mts';

describe('an event with unusual details is passed on unchanged', () => {
	test.each([
		['a timestamp of null', { timestamp: null }],
		['a number as timestamp', { timestamp: 1776938555 }],
		['an error with a number as code', { status: 'failed', errors: [{ code: 403 }] }],
		['an error without a message', { status: 'failed', errors: [{ code: 'X', message: null }] }],
		['an object of errors', { status: 'failed', errors: { media: 'gone' } }],
		['a platform that is an object', { platform: { slug: 'youtube' } }],
	])('%s', async (_name, odd) => {
		const event = { ...EVENT, assignmentId: crypto.randomUUID(), ...odd };
		const { response } = await callSigned(event);
		expect(response.workflowData).toEqual([[{ json: event }]]);
	});
});

describe('settings from an expression', () => {
	const event = (): object => ({ ...EVENT, assignmentId: crypto.randomUUID() });

	test.each([
		['a string', 'failed', false],
		['a comma-separated string', 'failed, published', true],
		['a list', ['published'], true],
	])('Trigger On as %s', async (_name, triggerOn, started) => {
		const { response } = await callSigned(event(), { parameters: { ...PARAMETERS, triggerOn } });
		expect(response.webhookResponse).toEqual({ received: true, started });
	});

	test.each([
		['platforms', 'facebook', false],
		['platforms', 'youtube', true],
		['connectionIds', 'another', false],
	])('the filter %s as the string %s', async (filter, value, started) => {
		const parameters = { ...PARAMETERS, filters: { [filter]: value } };
		const { response } = await callSigned(event(), { parameters });
		expect(response.webhookResponse).toEqual({ received: true, started });
	});

	test.each([
		['triggerOn', { triggerOn: { status: 'failed' } }, "'Trigger On' is an object, not a text"],
		[
			'platforms',
			{ filters: { platforms: [{ slug: 'youtube' }] } },
			"'Platform Names or IDs' is an object, not a text",
		],
	])('an invalid %s does not disable the filter', async (_name, invalid, reason) => {
		const parameters = { ...PARAMETERS, ...invalid };
		const { sent, response, logged } = await callSigned(event(), { parameters });
		expect(sent?.status).toBe(503);
		expect(response.workflowData).toBeUndefined();
		expect(logged.join()).toContain(reason);
	});
});
