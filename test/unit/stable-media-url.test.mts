import fc from 'fast-check';

import { contentIdempotencyKey } from '../../domain/idempotency.ts';
import { stableMediaUrl } from '../../domain/mediaUrl.ts';

interface Vendor {
	readonly host: string;
	/** Parameters that change with each signature. */
	readonly signed: readonly string[];
}

const CDN = 'cdn.example.com';

const VENDORS: Readonly<Record<string, Vendor>> = {
	'Amazon S3': {
		host: 'bucket.s3.eu-central-1.amazonaws.com',
		signed: [
			...['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires'],
			...['X-Amz-SignedHeaders', 'X-Amz-Security-Token', 'X-Amz-Signature'],
		],
	},
	'Amazon S3, earlier': {
		host: 'bucket.s3.amazonaws.com',
		signed: ['AWSAccessKeyId', 'Signature', 'Expires', 'x-amz-security-token'],
	},
	Google: {
		host: 'storage.googleapis.com',
		signed: [
			...['X-Goog-Algorithm', 'X-Goog-Credential', 'X-Goog-Date', 'X-Goog-Expires'],
			...['X-Goog-SignedHeaders', 'X-Goog-Signature'],
		],
	},
	'Google, earlier': {
		host: 'storage.googleapis.com',
		signed: ['GoogleAccessId', 'Expires', 'Signature'],
	},
	'Google Cloud CDN': { host: CDN, signed: ['Expires', 'KeyName', 'Signature'] },
	CloudFront: {
		host: 'd111111abcdef8.cloudfront.net',
		signed: ['Expires', 'Policy', 'Signature', 'Key-Pair-Id'],
	},
	Azure: {
		host: 'account.blob.core.windows.net',
		signed: [
			'sv',
			'st',
			'se',
			'sr',
			'sp',
			'spr',
			'sig',
			'skoid',
			'sktid',
			'skt',
			'ske',
			'sks',
			'skv',
		],
	},
	Alibaba: { host: CDN, signed: ['OSSAccessKeyId', 'Expires', 'Signature', 'security-token'] },
	'Alibaba, later': {
		host: CDN,
		signed: ['x-oss-signature', 'x-oss-credential', 'x-oss-date', 'x-oss-expires'],
	},
	Tencent: { host: CDN, signed: ['q-ak', 'q-sign-time', 'q-key-time', 'q-signature'] },
	Bunny: { host: 'x.b-cdn.net', signed: ['token', 'expires', 'token_path'] },
	Laravel: { host: CDN, signed: ['expires', 'signature'] },
	Cloudinary: { host: 'res.cloudinary.com', signed: ['__cld_token__'] },
	Akamai: { host: CDN, signed: ['hdnts'] },
	Supabase: { host: 'x.supabase.co', signed: ['token'] },
	SharePoint: { host: 'x.sharepoint.com', signed: ['tempauth'] },
	Discord: { host: 'cdn.discordapp.com', signed: ['ex', 'is', 'hm'] },
	Instagram: { host: 'scontent.cdninstagram.com', signed: ['oh', 'oe', '_nc_ohc', '_nc_ht'] },
};

type Parameters = ReadonlyArray<readonly [string, string]>;

function address(host: string, path: string, parameters: Parameters): string {
	const url = new URL(`https://${host}`);
	url.pathname = path;
	for (const [name, value] of parameters) url.searchParams.append(name, value);
	return url.href;
}

const keyOf = (mediaUrl: string): string =>
	contentIdempotencyKey({ connectionId: 'c1', type: 'video', mediaUrl, payload: { title: 'x' } });

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const path = fc.array(fc.stringMatching(/^[a-z0-9]{1,5}$/), { minLength: 1, maxLength: 3 });
const own = fc.uniqueArray(
	fc.tuple(
		fc.constantFrom('v', 'width', 'versionId', 'response-content-type', 'file', 'x-oss-process'),
		text,
	),
	{ selector: ([name]) => name, maxLength: 4 },
);
const shuffled = (parameters: Parameters): fc.Arbitrary<Parameters> =>
	fc.shuffledSubarray([...parameters], { minLength: parameters.length });

describe.each(Object.entries(VENDORS))('%s', (_name, { host, signed }) => {
	const signatures = fc
		.tuple(...signed.map(() => text))
		.map((values): Parameters => signed.map((name, index) => [name, values[index] ?? '']));

	test('another signature, in another order, is the same file', () => {
		const ways = fc.tuple(path, own, signatures, signatures).chain(([folders, kept, one, other]) =>
			fc.record({
				folders: fc.constant(folders),
				one: shuffled([...kept, ...one]),
				other: shuffled([...kept, ...other]),
			}),
		);
		fc.assert(
			fc.property(ways, ({ folders, one, other }) => {
				const file = `/${folders.join('/')}.mp4`;
				expect(keyOf(address(host, file, one))).toBe(keyOf(address(host, file, other)));
			}),
		);
	});

	test('another path or another parameter is another file', () => {
		const files = fc.record({ folders: path, parameters: own });
		fc.assert(
			fc.property(files, files, signatures, (one, other, signature) => {
				const identity = ({ folders, parameters }: typeof one): string =>
					JSON.stringify([folders, [...parameters].sort()]);
				fc.pre(identity(one) !== identity(other));
				const [a, b] = [one, other].map(({ folders, parameters }) =>
					keyOf(address(host, `/${folders.join('/')}.mp4`, [...parameters, ...signature])),
				);
				expect(a).not.toBe(b);
			}),
		);
	});
});

test.each([
	['not signed', 'https://x.example/1.mp4', 'https://x.example/1.mp4'],
	['in another order', 'https://x.example/1.mp4?b=2&a=1', 'https://x.example/1.mp4?a=1&b=2'],
	['a list keeps its order', 'https://x.example/1?a=2&a=1', 'https://x.example/1?a=2&a=1'],
	[
		'Azure only where it is signed',
		'https://x.example/1?se=1&sp=r',
		'https://x.example/1?se=1&sp=r',
	],
	['a token alone', 'https://x.example/1?token=a', 'https://x.example/1?token=a'],
	['an expiry alone', 'https://x.example/1?Expires=1', 'https://x.example/1?Expires=1'],
	['fragment', 'https://x.example/1#t=5', 'https://x.example/1#t=5'],
	['not an address', 'demo.mp4?Signature=x', 'demo.mp4?Signature=x'],
	['nothing is left', 'https://x.example/1?Signature=a&Expires=1', 'https://x.example/1'],
	['another host', 'https://x.example/1?hm=a&ex=b', 'https://x.example/1?ex=b&hm=a'],
])('%s', (_name, url, expected) => {
	expect(stableMediaUrl(url)).toBe(expected);
});
