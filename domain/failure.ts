import { z } from 'zod';

const REQUIREMENTS =
	'Pharlo downloads the media when it publishes: the address must work without a login at that time. MP4 (H.264) for video, JPEG or PNG for images; YouTube takes up to 256 GB and 12 hours, Facebook up to 10 GB.';

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
	const status = /\b(401|403|404|410)\b/.exec(media.message ?? '')?.[1];
	if (status === '404' || status === '410') return `The media is no longer there. ${REQUIREMENTS}`;
	if (status !== undefined) {
		return `The address of the media requires a login, or has expired. ${REQUIREMENTS}`;
	}
	return REQUIREMENTS;
}
