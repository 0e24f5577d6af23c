import type { IExecuteFunctions } from 'n8n-workflow';

import { PharloClient } from '../../nodes/Pharlo/transport/PharloClient.ts';

/** n8n's side of a request, for a Pharlo that answers 429 and asks for a pause. */
function refusing(stop: AbortController): { caller: IExecuteFunctions; asked: () => number } {
	let asked = 0;
	const answer = { statusCode: 429, headers: { 'retry-after': '20' }, body: {} };
	const caller = {
		getExecutionCancelSignal: () => stop.signal,
		helpers: {
			async httpRequestWithAuthentication() {
				asked++;
				// Once the pause has begun.
				setTimeout(() => stop.abort(new Error('stopped')), 50);
				return await Promise.resolve(answer);
			},
		},
	};
	return { caller: caller as unknown as IExecuteFunctions, asked: () => asked };
}

test('a stop ends the pause between two tries, not only the next try', async () => {
	const { caller, asked } = refusing(new AbortController());
	const ended = PharloClient.create(caller).send({
		method: 'GET',
		path: ['platforms'],
		intent: 'list',
	});
	// A pause that does not heed it lasts twenty seconds, which the limit ends.
	await expect(ended).rejects.toThrow('stopped');
	expect(asked()).toBe(1);
}, 10_000);
