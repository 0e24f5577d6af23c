import { z } from 'zod';

/** What the words of a failure of the media mean, and what to do; the first that fits counts. */
const CAUSES: ReadonlyArray<readonly [RegExp, string]> = [
	[
		/\b40[13]\b/,
		'The address of the media requires a login, or has expired. Pharlo downloads it when it publishes: make it work without a login at that time.',
	],
	[
		/\b4(?:04|10)\b/,
		'The media is no longer there. Pharlo downloads it when it publishes: keep it at its address until then.',
	],
	[
		// Not the size or the time in "500 MB" and "504 ms".
		/\b50[0-4]\b(?!\s?(?:m?s|[kmg]i?b|bytes)\b)/i,
		'The server that holds the media had a fault. Use Retry once its address works again.',
	],
	[
		/size|large|big|duration|too long|exceed/i,
		'YouTube takes up to 256 GB and 12 hours, Facebook up to 10 GB. Use a smaller or shorter file.',
	],
	[
		/format|codec|mime|unsupported|not supported|(?<![a-z])type/i,
		'Use MP4 (H.264) for video, JPEG or PNG for images.',
	],
];

const UNCLEAR =
	'Check that the address of the media works without a login, and that the file is MP4 (H.264) for video, JPEG or PNG for images.';

/** Not the `file` in "profile", nor a quota of uploads. */
const ABOUT_MEDIA = /media|download|upload(?!s?[ _]?(quota|limit))|(?<![a-z])file/i;

const errorsSchema = z
	.array(
		z.union([
			z.string().transform((message) => ({ code: undefined, message })),
			z.object({
				code: z.string().optional().catch(undefined),
				message: z.string().optional().catch(undefined),
			}),
		]),
	)
	.catch([]);

/** Parses why an assignment failed: Pharlo's `errors`, a list of objects or of plain texts. */
export function parseFailures(
	errors: unknown,
): ReadonlyArray<{ code?: string | undefined; message?: string | undefined }> {
	return errorsSchema.parse(errors ?? []);
}

/**
 * Explains a failure that the media caused, for the person who can fix it (Publishing guide, Media URL
 * requirements).
 *
 * @param errors an assignment's `errors`, as Pharlo returns them
 * @returns undefined for any other failure
 */
export function explainFailure(errors: unknown): string | undefined {
	const media = parseFailures(errors).find(({ code, message }) =>
		ABOUT_MEDIA.test(`${code ?? ''} ${message ?? ''}`),
	);
	if (media === undefined) return undefined;
	const words = `${media.code ?? ''} ${media.message ?? ''}`;
	return CAUSES.find(([pattern]) => pattern.test(words))?.[1] ?? UNCLEAR;
}
