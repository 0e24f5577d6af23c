import { Refusal } from './invalidInput';
import { isPrivateHost, isWebAddress } from './webAddress';

const HOW_TO =
	'Pharlo fetches the file itself, without logging in: upload it to a public place such as a CDN or object storage, and enter that address.';

/** What n8n keeps in place of a file's content, and other things that are no address. */
const NO_ADDRESS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^(filesystem(-v\d)?|s3|database):/i, 'is a reference to a file in n8n'],
	[/^\[object /, 'is a reference to a file in n8n'],
	[/^data:/i, 'holds the file itself'],
	[/^file:|^\/|^[a-z]:\\|^\\\\/i, 'is a path on one machine'],
];

/**
 * Refuses a media URL that Pharlo cannot fetch: one that is none, that only this network can reach,
 * or that will have expired when the post is published (Publishing guide, Media URL requirements).
 *
 * @param publishAt when the file is fetched; now, or the scheduled time
 * @returns the address
 * @throws {Refusal} saying why it is of no use
 */
export function checkMediaUrl(input: string, publishAt: Date): string {
	const text = input.trim();
	const reason = NO_ADDRESS.find(([pattern]) => pattern.test(text))?.[1];
	if (reason !== undefined) throw new Refusal(`'Media URL' ${reason}`, HOW_TO);
	if (!isWebAddress(text)) {
		throw new Refusal(`'Media URL' holds '${text}', which is not a web address`, HOW_TO);
	}
	const url = new URL(text);
	if (isPrivateHost(url.hostname)) {
		throw new Refusal(`'Media URL' points to ${url.hostname}, which Pharlo cannot reach`, HOW_TO);
	}
	const expiry = expiryOf(url.searchParams);
	if (expiry !== undefined && expiry <= publishAt) {
		throw new Refusal(
			`'Media URL' expires at ${expiry.toISOString()}, before the post is published`,
			`Pharlo fetches the file when it publishes, at ${publishAt.toISOString()}: use an address that is valid by then.`,
		);
	}
	return text;
}

/** The end of a signed address: S3 and Google (two generations each), CloudFront, Azure. */
function expiryOf(query: URLSearchParams): Date | undefined {
	for (const vendor of ['X-Amz', 'X-Goog']) {
		const signedAt = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(
			query.get(`${vendor}-Date`) ?? '',
		);
		const seconds = Number(query.get(`${vendor}-Expires`) ?? NaN);
		if (signedAt !== null && Number.isFinite(seconds)) {
			const [, year, month, day, hour, minute, second] = signedAt.map(Number);
			return new Date(
				Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) + seconds * 1000,
			);
		}
	}
	const epoch = query.get('Expires');
	if (epoch !== null && /^\d{10}$/.test(epoch)) return new Date(Number(epoch) * 1000);
	const azure = Date.parse((query.has('sig') ? query.get('se') : null) ?? '');
	return Number.isNaN(azure) ? undefined : new Date(azure);
}
