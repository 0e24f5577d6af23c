import { ExpiredInputError, InvalidInputError } from './errors';
import { findSharePage } from './sharePage';
import { isPrivateAddress, isWebAddress } from './webAddress';

const UPLOAD_FIRST =
	'Pharlo downloads the file without logging in: upload it to a public place such as a CDN or object storage, and enter that address.';

/** What n8n keeps instead of a file's content, and other values that are not an address. */
const NOT_AN_ADDRESS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^(filesystem(-v\d)?|s3|database):/i, 'is a reference to a file in n8n'],
	[/^\[object /, 'is a reference to a file in n8n'],
	[/^data:/i, 'holds the file itself'],
	[/^file:|^\/|^[a-z]:\\|^\\\\/i, 'is a path on one machine'],
];

/**
 * Rejects a media URL that Pharlo cannot download: not an address, one that only this network can
 * reach, a page on which a file is shared, or one that expires before the post is published (Publishing
 * guide, Media URL requirements).
 *
 * @param label the parameter's display name
 * @param publishAt when Pharlo downloads the file: now, or the scheduled time
 * @returns the address, trimmed
 * @throws {ExpiredInputError} where it expires too early
 * @throws {InvalidInputError} that says why the address cannot work
 */
export function checkMediaUrl(label: string, input: string, publishAt: Date): string {
	const text = input.trim();
	const reason = NOT_AN_ADDRESS.find(([pattern]) => pattern.test(text))?.[1];
	if (reason !== undefined) throw new InvalidInputError(`'${label}' ${reason}`, UPLOAD_FIRST);
	if (!isWebAddress(text)) {
		throw new InvalidInputError(
			`'${label}' is '${text}', which is not a web address`,
			UPLOAD_FIRST,
		);
	}
	const url = new URL(text);
	if (isPrivateAddress(text)) {
		throw new InvalidInputError(
			`'${label}' points to ${url.hostname}, which Pharlo cannot reach`,
			UPLOAD_FIRST,
		);
	}
	const page = findSharePage(url);
	if (page !== undefined) {
		throw new InvalidInputError(
			`'${label}' is a page of ${page.name}, not the file itself`,
			page.advice ?? UPLOAD_FIRST,
		);
	}
	const expiry = expiryOf(url.searchParams);
	if (expiry !== undefined && expiry <= publishAt) {
		throw new ExpiredInputError(
			`'${label}' expires at ${expiry.toISOString()}, before the post is published`,
			`Pharlo downloads the file when it publishes, at ${publishAt.toISOString()}: use an address that is still valid then.`,
			text,
		);
	}
	return text;
}

/** When a signed address expires: S3 and Google (two generations each), CloudFront, Azure. */
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

/** What marks a signed address, and the parameters that change each time it is signed. */
interface SigningScheme {
	/** Present in every address that is signed like this. */
	readonly markers: readonly string[];
	readonly parameters: RegExp;
	/** Only of these hosts, where the names are too common. */
	readonly hosts?: RegExp;
}

const SIGNING_SCHEMES: readonly SigningScheme[] = [
	// Amazon S3 and what is compatible with it: R2, B2, Spaces, MinIO.
	{ markers: ['X-Amz-Signature'], parameters: /^X-Amz-/i },
	// Google Cloud Storage.
	{ markers: ['X-Goog-Signature'], parameters: /^X-Goog-/i },
	// The earlier form of both, CloudFront, Google Cloud CDN, Alibaba.
	{
		markers: ['Signature'],
		parameters:
			/^(Signature|Expires|AWSAccessKeyId|GoogleAccessId|OSSAccessKeyId|Key-Pair-Id|Policy|Hash-Algorithm|KeyName|URLPrefix|(x-amz-)?security-token)$/,
	},
	{
		markers: ['x-oss-signature'],
		parameters:
			/^x-oss-(signature|signature-version|credential|date|expires|additional-headers|security-token)$/,
	},
	// Azure Blob Storage.
	{
		markers: ['sig'],
		parameters:
			/^(sv|ss|srt|sr|se|st|sp|sip|spr|sig|si|sdd|ses|scid|saoid|suoid|skoid|sktid|skt|ske|sks|skv|skdutid)$/,
	},
	// Tencent Cloud.
	{ markers: ['q-signature'], parameters: /^q-/ },
	// Bunny and others.
	{ markers: ['token', 'expires'], parameters: /^(token|expires|token_path)$/ },
	{ markers: ['signature', 'expires'], parameters: /^(signature|expires)$/ },
	// Cloudinary, Akamai.
	{ markers: ['__cld_token__'], parameters: /^__cld_token__$/ },
	{ markers: ['hdnts'], parameters: /^hdnts$/ },
	{ markers: ['hdnea'], parameters: /^hdnea$/ },
	{ markers: ['token'], parameters: /^token$/, hosts: /\.supabase\.(co|in)$/ },
	{ markers: ['tempauth'], parameters: /^tempauth$/, hosts: /\.sharepoint\.com$/ },
	{ markers: ['hm'], parameters: /^(ex|is|hm)$/, hosts: /\.discordapp\.(com|net)$/ },
	{
		markers: ['oh', 'oe'],
		parameters: /^(oh|oe|_nc_.*)$/,
		hosts: /\.(fbcdn\.net|cdninstagram\.com)$/,
	},
];

/**
 * The part of a media URL that stays while the file stays: without the signature and the expiry of a
 * signed address, and with its other parameters in a fixed order.
 *
 * @returns the address as it is where it cannot be parsed
 */
export function stableMediaUrl(url: string): string {
	if (!URL.canParse(url)) return url;
	const stable = new URL(url);
	const query = stable.searchParams;
	const schemes = SIGNING_SCHEMES.filter(
		({ markers, hosts }) =>
			markers.every((marker) => query.has(marker)) && hosts?.test(stable.hostname) !== false,
	);
	for (const name of new Set(query.keys())) {
		if (schemes.some(({ parameters }) => parameters.test(name))) query.delete(name);
	}
	query.sort();
	return stable.href;
}
