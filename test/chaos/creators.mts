import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { INodeType, IVersionedNodeType } from 'n8n-workflow';

import { Pharlo as PharloNode } from '../../nodes/Pharlo/Pharlo.node.ts';
import { connection, createVideo, MEDIA, savedForm } from '../harness/parameters.mts';
import { YOUTUBE, type Pharlo } from '../harness/pharlo.mts';
import type { Creator } from './engine.mts';

/** Returns the node that creates assignments at this Pharlo. */
export type CreatorFor = (pharlo: Pharlo) => Creator;

/** Our node with default options, or what the row says. */
export const ourNode: CreatorFor = () => ({
	type: new PharloNode(),
	typeVersion: 1,
	parameters: createVideo({
		connectionId: connection('={{ $json.connection }}'),
		mediaUrl: '={{ $json.media }}',
		payloadForm: savedForm({
			title: '={{ $json.title }}',
			description: '={{ $json.description }}',
			privacy: '={{ $json.privacy }}',
		}),
		options: {
			idempotency: '={{ $json.idempotency }}',
			idempotencyKey: '={{ $json.key }}',
			maxConcurrentRequests: '={{ $json.atATime }}',
		},
	}),
	// It pauses between the tries of a request.
	limitMs: 120_000,
});

/** What users without our node add to the body after reading Pharlo's page on idempotency keys. */
export const HANDWRITTEN_KEY = '"idempotencyKey": "{{ $execution.id }}-{{ $itemIndex }}",';

/**
 * n8n's HTTP Request node, configured as its users do.
 *
 * @param modules node_modules folder of an installed n8n
 * @param key line of the body with the idempotency key
 */
export function httpRequest(modules: string, key = ''): CreatorFor {
	const { type, typeVersion } = loadHttpRequest(modules);
	return (pharlo) => ({
		type,
		typeVersion,
		parameters: {
			method: 'POST',
			url: `${pharlo.simulator.url}/api/v1/assignments`,
			sendHeaders: true,
			headerParameters: {
				parameters: [{ name: 'Authorization', value: `Bearer ${pharlo.credential.apiKey}` }],
			},
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `={
				"connectionId": "${YOUTUBE}",
				"type": "video",
				"mediaUrl": "${MEDIA}",
				${key}
				"payload": { "title": "{{ $json.title }}", "privacy": "public" }
			}`,
			options: {},
		},
		limitMs: 10_000,
	});
}

function loadHttpRequest(modules: string): { type: INodeType; typeVersion: number } {
	const load = createRequire(join(modules, 'n8n-nodes-base/package.json'));
	const { HttpRequest } = load('./dist/nodes/HttpRequest/HttpRequest.node.js') as {
		HttpRequest: new () => IVersionedNodeType;
	};
	const versions = new HttpRequest();
	const typeVersion = versions.currentVersion;
	return { type: versions.getNodeType(typeVersion), typeVersion };
}
