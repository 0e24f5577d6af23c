import { request as forward } from 'undici';

import { answering, type AnsweringServer } from './answering.mts';

/** Private data as a Pharlo that says too much might return it, none of it in a usual place. */
export const PLANTED = {
	key: 'ds_live_9f8e7d6c5b4a39281706f5e4d3c2b1a0',
	name: 'Aunt Mary\'s | "Secret" Kitchen',
	email: 'mary.smith+pharlo@example.org',
	id: '5a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
	ulid: '01hq3v5w7x9y1z2a3b4c5d6e7f',
	signed: 'https://cdn.example.org/private/mary.mp4?X-Amz-Signature=0badc0ffee0badc0ffee0badc0ffee',
	login: 'https://mary:hunter2@example.org/feed',
	bearer: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXJ5In0.c2lnbmF0dXJl',
	phone: '+49 170 1234567',
	address: '203.0.113.77',
	token: 'tok_4eC39HqLyjWDarjtT1zdp7dc',
} as const;

/** What must not be in a report: the planted values, and the parts of them that tell something. */
export const FORBIDDEN: readonly string[] = [
	...Object.values(PLANTED),
	...[
		'Mary',
		'mary.',
		'mary:',
		'Kitchen',
		'hunter2',
		'0badc0ffee',
		'eyJhbGci',
		'1234567',
		'example.org',
	],
];

/** Values that the programs need as they are, by their keys. */
const NEEDED =
	/^(id|\w+Id|\w+Ids|status|platform|slug|type|code|contentTypes|authUrl|\w+At|timestamp|payload|enum)$/;

/** What the payload form is made of. */
const NEEDED_OF_PLATFORMS = /^name$/;

const everything = Object.values(PLANTED);

/**
 * Starts a server that passes requests on to another, and plants private data in every place of each
 * response: values, texts of errors, keys and headers.
 */
export async function planting(
	target: string,
): Promise<AnsweringServer & { readonly planted: () => number }> {
	let count = 0;
	const server = await answering((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		const respond = async (): Promise<void> => {
			const { authorization, 'content-type': contentType } = incoming.headers;
			const answer = await forward(`${target}${incoming.url}`, {
				method: incoming.method as 'GET',
				headers: {
					...(authorization === undefined ? {} : { authorization }),
					...(contentType === undefined ? {} : { 'content-type': contentType }),
				},
				...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
			});
			const text = await answer.body.text();
			const needed = (key: string) =>
				NEEDED.test(key) ||
				(incoming.url?.includes('/platforms') === true && NEEDED_OF_PLATFORMS.test(key));
			const used = answer.headers['x-credits-used'];
			response.writeHead(answer.statusCode, {
				...(used === undefined ? {} : { 'x-credits-used': used }),
				'x-request-id': PLANTED.id,
				'x-ratelimit-owner': PLANTED.email,
				[`x-trace-${PLANTED.id}`]: 'yes',
				'set-cookie': `session=${PLANTED.token}`,
			});
			count += 1;
			response.end(text === '' ? '' : JSON.stringify(plantIn(JSON.parse(text), needed)));
		};
		incoming.on('end', () => void respond());
	});
	return { ...server, planted: () => count };
}

function plantIn(value: unknown, isNeeded: (key: string) => boolean, key = ''): unknown {
	if (typeof value === 'string') {
		// Not instead of it: an error's text is shown, and what was planted has to be found in it.
		return isNeeded(key) ? value : `${value} ${everything.join(' ')}`;
	}
	if (Array.isArray(value)) return (value as unknown[]).map((part) => plantIn(part, isNeeded, key));
	if (typeof value !== 'object' || value === null) return value;
	const own = Object.entries(value).map(([name, part]): [string, unknown] => [
		name,
		name === 'payload' ? { ...part, ...PLANTED } : plantIn(part, isNeeded, name),
	]);
	return {
		...Object.fromEntries(own),
		secrets: { ...PLANTED },
		...Object.fromEntries(everything.map((text) => [text, text])),
	};
}
