import type { IExecuteFunctions } from 'n8n-workflow';

import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';

/** Creates a context of n8n for a Pharlo that responds with 429 and Retry-After. */
function rateLimitedContext(stop: AbortController): {
	caller: IExecuteFunctions;
	requests: () => number;
} {
	let requests = 0;
	const response = { statusCode: 429, headers: { 'retry-after': '20' }, body: {} };
	const caller = {
		getExecutionCancelSignal: () => stop.signal,
		helpers: {
			async httpRequestWithAuthentication() {
				requests++;
				// After the pause has started.
				setTimeout(() => stop.abort(new Error('stopped')), 50);
				return await Promise.resolve(response);
			},
		},
	};
	return { caller: caller as unknown as IExecuteFunctions, requests: () => requests };
}

test('stopping ends the pause between two tries, not only the next try', async () => {
	const { caller, requests } = rateLimitedContext(new AbortController());
	const ended = PharloClient.create(caller).send({
		method: 'GET',
		path: ['platforms'],
		intent: 'list',
	});
	// A pause that ignores the signal lasts twenty seconds and exceeds the test's timeout.
	await expect(ended).rejects.toThrow('stopped');
	expect(requests()).toBe(1);
}, 10_000);
