import { z } from 'zod';

/** How media files are fetched. Pharlo documents none of this, so that tests can try each way. */
export const mediaFetchSchema = z.object({
	/**
	 * Addresses that are fetched: only those on this machine or a private network, all, or none. The
	 * others count as fetched, because a test machine may not reach the public internet.
	 */
	which: z.enum(['local', 'all', 'none']),
	/** Whether a HEAD request, which has to get a 200, precedes the GET. */
	head: z.boolean(),
	/** Bytes to ask for in each Range request; null asks for the whole file. */
	ranges: z.number().int().positive().nullable(),
	/** n8n answers agents that look like bots with an empty 204. */
	userAgent: z.string(),
	/** Largest file that is accepted; the download of a larger one stops early. */
	maxBytes: z.number().int().positive().nullable(),
	/** Redirects to follow. */
	redirects: z.number().int().nonnegative(),
	/** Reading speed, for files that expire or servers that restart during the download. */
	bytesPerSecond: z.number().positive().nullable(),
	/** Longest time without a byte. Undici may take a second longer to notice. */
	timeoutSeconds: z.number().positive(),
	/** How often the file is fetched in one attempt: 2 is a service that probes it first. */
	times: z.number().int().positive(),
});

export type MediaFetchSettings = z.infer<typeof mediaFetchSchema>;

export const MEDIA_FETCH: MediaFetchSettings = {
	which: 'local',
	head: false,
	ranges: null,
	userAgent: 'Pharlo/1.0',
	maxBytes: null,
	redirects: 5,
	bytesPerSecond: null,
	timeoutSeconds: 60,
	times: 1,
};
