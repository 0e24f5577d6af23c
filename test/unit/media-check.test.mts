import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { checkMedia } from '../../nodes/Pharlo/files/mediaCheck.ts';

const URL = 'https://cdn.example.com/demo.mp4';

/** n8n's context, of which only the request helper is used. */
function contextWith(respond: (options: IHttpRequestOptions) => unknown): IExecuteFunctions {
	const httpRequest = async (options: IHttpRequestOptions) =>
		await Promise.resolve(respond(options));
	return { helpers: { httpRequest } } as unknown as IExecuteFunctions;
}

test('asks for the headers alone, and not forever', async () => {
	const asked: IHttpRequestOptions[] = [];
	await checkMedia(
		contextWith((options) => {
			asked.push(options);
			return { statusCode: 200, headers: {} };
		}),
		URL,
	);
	expect(asked).toEqual([expect.objectContaining({ method: 'HEAD', url: URL, timeout: 10_000 })]);
});

test.each([
	[
		'all that a server tells',
		200,
		{ 'content-type': 'video/mp4', 'content-length': '5000', 'accept-ranges': 'bytes' },
		{ reachable: true, status: 200, type: 'video/mp4', size: 5000, ranges: true },
	],
	['nothing', 204, {}, { reachable: true, status: 204, type: null, size: null, ranges: false }],
	['none', 404, {}, { reachable: false, status: 404, type: null, size: null, ranges: false }],
	['a redirect', 302, {}, { reachable: false, status: 302, type: null, size: null, ranges: false }],
])('%s', async (_name, statusCode, headers, expected) => {
	const media = await checkMedia(
		contextWith(() => ({ statusCode, headers })),
		URL,
	);
	expect(media).toEqual({ seenFrom: 'n8n', ...expected });
});

test.each([
	[Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'ENOTFOUND'],
	[new Error('socket hang up'), 'socket hang up'],
])('no response: %s', async (thrown, reason) => {
	const media = await checkMedia(
		contextWith(() => {
			throw thrown;
		}),
		URL,
	);
	expect(media).toEqual({ seenFrom: 'n8n', reachable: false, reason });
});
