import { createHash } from 'node:crypto';
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, interceptors, request, type Dispatcher } from 'undici';

import type { MediaFetchSettings } from './settings.mts';

/** What is known of a media file after its download. */
export interface MediaFile {
	readonly bytes: number;
	readonly sha256: string;
	readonly contentType: string | null;
}

/** Why a media file is unusable; its message is the one of the assignment's `UPLOAD_FAILED`. */
export class MediaFault extends Error {}

type Send = (
	method: 'GET' | 'HEAD',
	headers?: Record<string, string>,
) => Promise<Dispatcher.ResponseData>;

const LOCAL = new BlockList();
LOCAL.addSubnet('127.0.0.0', 8);
LOCAL.addSubnet('10.0.0.0', 8);
LOCAL.addSubnet('172.16.0.0', 12);
LOCAL.addSubnet('192.168.0.0', 16);
LOCAL.addAddress('::1', 'ipv6');

/** Returns whether a media URL is to be fetched; otherwise it counts as fetched. */
export function isFetched(url: string, which: MediaFetchSettings['which']): boolean {
	if (which !== 'local') return which === 'all';
	const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
	const version = isIP(host);
	if (version === 0) return isLocalName(host);
	return LOCAL.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

function isLocalName(host: string): boolean {
	return host === 'localhost' || host.endsWith('.localhost');
}

/** Not every resolver knows that names under `localhost` are this machine (RFC 6761). */
const lookupLocal: LookupFunction = (host, options, callback) =>
	lookup(isLocalName(host) ? 'localhost' : host, options, callback);

/**
 * Downloads a media file without keeping it.
 *
 * @param signal aborts the download
 * @throws {MediaFault} if the file cannot be downloaded, is empty or too large, or on abort
 */
export async function fetchMedia(
	url: string,
	settings: MediaFetchSettings,
	signal: AbortSignal,
): Promise<MediaFile> {
	const timeout = settings.timeoutSeconds * 1000;
	const agent = new Agent({
		headersTimeout: timeout,
		bodyTimeout: timeout,
		connect: { timeout, lookup: lookupLocal },
	});
	const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: settings.redirects }));
	const send: Send = async (method, headers) =>
		await request(url, {
			method,
			dispatcher,
			signal,
			headers: { 'user-agent': settings.userAgent, ...headers },
		});
	try {
		if (settings.head) requireStatus((await send('HEAD')).statusCode, [200]);
		return await download(send, settings, signal);
	} catch (error) {
		if (error instanceof MediaFault) throw error;
		throw new MediaFault(`Media file could not be downloaded: ${reasonOf(error)}`);
	} finally {
		await agent.destroy();
	}
}

/**
 * Reads the file, in ranges if configured. Undici checks the length against Content-Length.
 *
 * @throws {MediaFault} if the file is unusable
 */
async function download(
	send: Send,
	settings: MediaFetchSettings,
	signal: AbortSignal,
): Promise<MediaFile> {
	const { ranges } = settings;
	let reader = new Reader(settings, signal);
	for (;;) {
		const start = reader.bytes;
		const { statusCode, headers, body } = await send(
			'GET',
			ranges === null ? {} : { range: `bytes=${start}-${start + ranges - 1}` },
		);
		requireStatus(statusCode, [200, 206]);
		// A server may answer any Range request with the whole file.
		if (statusCode === 200) reader = new Reader(settings, signal);
		await reader.read(body);
		const contentType = headers['content-type'];
		const isWhole =
			ranges === null ||
			statusCode === 200 ||
			reader.bytes === totalOf(String(headers['content-range']), start, reader.bytes);
		if (isWhole) return reader.finish(typeof contentType === 'string' ? contentType : null);
	}
}

/** Counts and hashes what it reads, at the configured speed and up to the configured size. */
class Reader {
	bytes = 0;
	readonly #hash = createHash('sha256');
	readonly #started = performance.now();

	constructor(
		private readonly settings: MediaFetchSettings,
		private readonly signal: AbortSignal,
	) {}

	async read(body: AsyncIterable<Buffer>): Promise<void> {
		const { maxBytes, bytesPerSecond } = this.settings;
		for await (const chunk of body) {
			this.bytes += chunk.length;
			this.#hash.update(chunk);
			if (maxBytes !== null && this.bytes > maxBytes) {
				throw new MediaFault(`Media file is larger than ${maxBytes} bytes`);
			}
			if (bytesPerSecond === null) continue;
			const due = this.#started + (this.bytes / bytesPerSecond) * 1000;
			await sleep(Math.max(due - performance.now(), 0), undefined, { signal: this.signal });
		}
	}

	finish(contentType: string | null): MediaFile {
		if (this.bytes === 0) throw new MediaFault('Media file is empty');
		return { bytes: this.bytes, sha256: this.#hash.digest('hex'), contentType };
	}
}

/** Returns the length of the whole file, if the Content-Range is the part that was read. */
function totalOf(contentRange: string, start: number, end: number): number {
	const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange)?.map(Number) ?? [];
	if (total !== undefined && first === start && last === end - 1 && end > start) return total;
	throw new MediaFault(`Media file returned ${end - start} bytes as "${contentRange}"`);
}

function requireStatus(status: number, valid: readonly number[]): void {
	if (!valid.includes(status)) throw new MediaFault(`Media file returned ${status}`);
}

/** Returns the code of a system error, or the message of one of undici's. */
function reasonOf(error: unknown): string {
	const { code, message } = error as NodeJS.ErrnoException;
	if (code !== undefined && !code.startsWith('UND_')) return code;
	// The sentences after the first one advise users of undici.
	return message.replace(/\. .*/, '');
}
