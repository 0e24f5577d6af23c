import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';

import { PharloClient } from '../../../../nodes/Pharlo/transport/PharloClient.ts';
import { run } from '../../../../tools/playground/child.mts';
import { freePort } from '../../../../tools/playground/ports.mts';
import { NO_CHAOS } from '../../../../tools/simulator/chaos/settings.mts';
import { answering } from '../../../harness/answering.mts';
import { clientContext, respond } from '../../../harness/client-context.mts';
import { connection, createVideo } from '../../../harness/parameters.mts';
import { EXPIRED, FACEBOOK, INACTIVE, type Pharlo } from '../../../harness/pharlo.mts';
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

/** A key that has made a post on another connection. */
async function shareKey(pharlo: Pharlo): Promise<string> {
	await pharlo.add('pending', { idempotencyKey: 'row-1', connectionId: FACEBOOK });
	const options = { idempotency: 'own', idempotencyKey: 'row-1' };
	return await complaint(pharlo, createVideo({ options }));
}

/** Without keys, because each would be tried three times. */
async function loseAnswers(pharlo: Pharlo): Promise<string> {
	const server = await answering((request) => request.socket.destroy());
	try {
		return await complaint(pharlo, createVideo({ options: { idempotency: 'none' } }), {
			items: [{}, {}],
			credential: { baseUrl: server.url },
		});
	} finally {
		await server.close();
	}
}

/** A server with a certificate that nobody has signed but itself. */
async function distrust(pharlo: Pharlo): Promise<string> {
	const pem = await run('bash', [
		'-euo',
		'pipefail',
		'-c',
		'openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -keyout - -out - 2>/dev/null',
	]);
	const server = createServer({ key: pem, cert: pem });
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	try {
		return await baseUrl(`https://127.0.0.1:${port}`)(pharlo);
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
}

/** The client alone: it takes more than a minute of refusals until a node has no time left. */
async function holdBack(): Promise<string> {
	const request = { method: 'GET', path: ['a'], intent: 'return it' } as const;
	const replies = [respond(429, {}, { 'retry-after': '1' })];
	const client = PharloClient.create(clientContext({ replies }).context, {
		maxConcurrentRequests: 2,
	});
	const refusedOnce = client.send(request);
	await new Promise((resolve) => setImmediate(resolve));
	const error: unknown = await client
		.withDeadline(Date.now() + 100)
		.send(request)
		.catch((thrown: unknown) => thrown);
	await refusedOnce;
	return error instanceof Error ? error.message : String(error);
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
	['No response from Pharlo to the request to …: DEPTH_ZERO_SELF_SIGNED_CERT', distrust],
	[
		'No response from Pharlo to the request to …: ECONNRESET',
		answeredBy((request) => request.socket.destroy()),
	],
	[
		'No response from Pharlo to the request to …: ECONNABORTED',
		answeredBy(() => undefined, { options: { timeoutSeconds: 0.1 } }),
	],
	['… posts may have been created, but the answer was lost (items …)', loseAnswers],
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
	["'…' is '…', which belongs to another post: …", shareKey],
	[
		"'Platform Name or ID' is '…', which is no platform of Pharlo",
		async (pharlo) => {
			const parameters = { resource: 'connection', operation: 'getAll', returnAll: true };
			return await complaint(pharlo, { ...parameters, filters: { platform: 'myspace' } });
		},
	],
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
	['The request to … was not sent: Pharlo has had too many requests', holdBack],
	[
		'Pharlo did not …: HTTP 502 without an explanation',
		answeredBy((_request, response) => response.writeHead(502).end('<html>Bad Gateway</html>')),
	],
];
