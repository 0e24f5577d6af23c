import type { INodeParameters } from 'n8n-workflow';

import { freePort } from '../../../../tools/playground/ports.mts';
import { NO_CHAOS } from '../../../../tools/simulator/chaos/settings.mts';
import { connection, createVideo } from '../../../harness/parameters.mts';
import { EXPIRED, INACTIVE, type Pharlo } from '../../../harness/pharlo.mts';
import { answeredBy, complaint, creating, type Producer } from './producer.mts';

/** The base URL that a credential holds by mistake. */
function baseUrl(address: string): ReturnType<typeof creating> {
	return creating({}, { credential: { baseUrl: address } });
}

/** A Create for which something was prepared. */
function after(
	prepare: (pharlo: Pharlo) => unknown,
	parameters: INodeParameters = createVideo(),
): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => {
		await prepare(pharlo);
		return await complaint(pharlo, parameters);
	};
}

async function cancelPublished(pharlo: Pharlo): Promise<string> {
	const { id } = await pharlo.add('published');
	const parameters = { resource: 'assignment', operation: 'cancel', assignmentId: id };
	return await complaint(pharlo, parameters);
}

/** One that was deleted, so that it is not found although its key was used. */
async function reuseKey(pharlo: Pharlo): Promise<string> {
	const options = { idempotency: 'own', idempotencyKey: 'row-1' };
	pharlo.switch({ repeatedKey: '409' });
	await pharlo.add('pending', {
		idempotencyKey: 'row-1',
		externalId: 'another',
		connectionId: EXPIRED,
	});
	return await complaint(pharlo, createVideo({ options }));
}

/** What the credential and the network are at fault for. */
export const network: readonly Producer[] = [
	['Pharlo does not accept the API key: …', creating({}, { credential: { apiKey: 'wrong' } })],
	["'Base URL' of the Pharlo credential is not a web address", baseUrl('pharlo')],
	[
		"'Base URL' of the Pharlo credential starts with … instead of http:// or https://",
		baseUrl('ftp://pharlo.io'),
	],
	[
		"'Base URL' of the Pharlo credential holds more than an address and a path",
		baseUrl('https://pharlo.io?key=1'),
	],
	[
		'No response from Pharlo to the request to …: ECONNREFUSED',
		async (pharlo) => await baseUrl(`http://127.0.0.1:${await freePort()}`)(pharlo),
	],
	[
		'No response from Pharlo to the request to …: ECONNRESET',
		answeredBy((request) => request.socket.destroy()),
	],
	[
		'No response from Pharlo to the request to …: ECONNABORTED',
		answeredBy(() => undefined, { options: { timeoutSeconds: 0.1 } }),
	],
	[
		"Pharlo's response to the request to … is not readable",
		answeredBy((_request, response) => response.end('<html>Log in</html>'), {
			operation: 'get',
		}),
	],
	[
		'Pharlo did not …: HTTP 307 without an explanation',
		answeredBy((_request, response) =>
			response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
		),
	],
];

/** What Pharlo says no to. */
export const refused: readonly Producer[] = [
	[
		'Pharlo did not …: Validation failed (…)',
		creating({ payloadMode: 'json', payloadJson: '{"privacy": "all"}' }),
	],
	[
		'Not enough Pharlo credits to …: …',
		after((pharlo) => (pharlo.simulator.simulation.state.credits = 1)),
	],
	[
		'Your Pharlo spending limit is too low to …: …',
		answeredBy((_request, response) => {
			response.writeHead(402, { 'content-type': 'application/json' });
			response.end('{"error":"user_spending_limit_exceeded","message":"Limit reached"}');
		}),
	],
	[
		'Pharlo did not …: HTTP 403 without an explanation',
		answeredBy((_request, response) => response.writeHead(403).end()),
	],
	[
		'Pharlo did not …: Assignment not found',
		after(() => undefined, { resource: 'assignment', operation: 'get', assignmentId: 'a1' }),
	],
	[
		'Pharlo did not …: Connection not found',
		creating({ connectionId: connection('00000000-0000-0000-0000-000000000000') }),
	],
	['Pharlo did not …: Connection is inactive', creating({ connectionId: connection(INACTIVE) })],
	[
		'Pharlo did not …: Connection token has expired, reconnect the channel',
		creating({ connectionId: connection(EXPIRED) }),
	],
	['Pharlo did not …: Assignment cannot be … in status "…"', cancelPublished],
	['Pharlo did not create the assignment: Idempotency key was already used', reuseKey],
	[
		'Pharlo did not …: Too many requests',
		after((pharlo) =>
			pharlo.switch({
				chaos: {
					...NO_CHAOS,
					rate: 1,
					kinds: ['tooManyWithRetryAfter'],
					retryAfterSeconds: 31,
				},
			}),
		),
	],
	[
		'Pharlo did not …: HTTP 502 without an explanation',
		answeredBy((_request, response) => response.writeHead(502).end('<html>Bad Gateway</html>')),
	],
];
