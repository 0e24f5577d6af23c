import { parseArgs } from 'node:util';
import { z } from 'zod';

import {
	DEFAULT_BASE_URL,
	isPrivateAddress,
	isWebAddress,
	normalizeBaseUrl,
} from '../../domain/webAddress.ts';
import type { ListenAddress } from './receiver.mts';

export interface SmokeOptions {
	readonly apiKey: string;
	/** Verifies the signatures of callbacks. */
	readonly webhookSecret: string | undefined;
	/** Without a trailing slash and without the API's prefix. */
	readonly baseUrl: string;
	readonly publish: boolean;
	readonly connect: boolean;
	/** Whether to skip the confirmation. */
	readonly yes: boolean;
	/** The YouTube connection to publish to; by default the first usable one. */
	readonly connectionId: string | undefined;
	/** Where Pharlo can reach this machine. */
	readonly receiver: ReceiverOptions | undefined;
	/** A file to write the report to as well. */
	readonly reportFile: string | undefined;
}

export interface ReceiverOptions {
	readonly listen: ListenAddress;
	/** Without a trailing slash. */
	readonly publicUrl: string;
}

export const HELP = `Tests what Pharlo's documentation leaves open, and prints the answers as a table for an issue.

  PHARLO_API_KEY=ds_live_… npm run --silent smoke -- --report answers.md [flags]

  --key KEY          the API key; prefer PHARLO_API_KEY, which other users of this machine cannot see
  --base-url URL     base URL instead of ${DEFAULT_BASE_URL}, for example of the simulator
  --report FILE      writes the report to a file as well
  --connect          also creates a link for connecting a channel, which is free, and waits for you to open it
  --publish          also creates one private YouTube video, scheduled a month ahead, and cancels it
  --connection ID    the YouTube channel for --publish (default: the first usable one)
  --yes              publishes without confirmation, for use without a terminal
  --public-url URL   with --publish: where Pharlo can reach this machine, for example the address of a
                     tunnel; tells how Pharlo fetches media and sends callbacks
  --listen PORT      the port that --public-url leads to, on 127.0.0.1; HOST:PORT for another interface
  --help             show this help

Without --publish and --connect it only reads. It shows the maximum cost before it starts. The table
contains keys and types, but no IDs, names, addresses or API key of yours. With
PHARLO_WEBHOOK_SECRET set, it also verifies the signatures of callbacks.
`;

const LISTEN = /^(?:(.+):)?(\d{1,5})$/;

const schema = z
	.object({
		key: z
			.string({ required_error: 'Set the API key with --key or PHARLO_API_KEY.' })
			.trim()
			.regex(/^[\x21-\x7e]+$/, 'The API key contains invalid characters.'),
		webhookSecret: z
			.string()
			.trim()
			.optional()
			.transform((secret) => secret || undefined),
		baseUrl: z.string().optional(),
		publish: z.boolean(),
		connect: z.boolean(),
		yes: z.boolean(),
		connection: z.string().trim().min(1, '--connection needs an ID.').optional(),
		report: z.string().min(1, '--report needs a file name.').optional(),
		listen: z
			.string()
			.regex(LISTEN, '--listen needs a port, such as 8080, or HOST:PORT.')
			.transform((text): ListenAddress => {
				const [, host = '127.0.0.1', port] = LISTEN.exec(text) ?? [];
				return { host, port: Number(port) };
			})
			.refine(({ port }) => port < 65_536, '--listen needs a port below 65536.')
			.optional(),
		publicUrl: z
			.string()
			.trim()
			.refine(
				isPlainAddress,
				'--public-url needs an address such as https://my-tunnel.example.com.',
			)
			.transform((url) => url.replace(/\/+$/, ''))
			.optional(),
	})
	.refine(({ listen, publicUrl }) => (listen === undefined) === (publicUrl === undefined), {
		message: '--listen and --public-url belong together.',
	})
	.refine(({ publicUrl, publish, connect }) => publicUrl === undefined || publish || connect, {
		message: '--public-url needs --publish: without it, Pharlo fetches nothing.',
	});

function isPlainAddress(url: string): boolean {
	if (!isWebAddress(url)) return false;
	const { search, hash, username, password } = new URL(url);
	return `${search}${hash}${username}${password}` === '';
}

/**
 * Parses flags, falling back to environment variables.
 *
 * @returns undefined if --help was given
 * @throws {Error} naming invalid options, without the key itself
 */
export function parseOptions(args: string[], env: NodeJS.ProcessEnv): SmokeOptions | undefined {
	const { values } = parseArgs({
		args,
		options: {
			key: { type: 'string' },
			'base-url': { type: 'string' },
			report: { type: 'string' },
			publish: { type: 'boolean', default: false },
			connect: { type: 'boolean', default: false },
			connection: { type: 'string' },
			yes: { type: 'boolean', default: false },
			listen: { type: 'string' },
			'public-url': { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const parsed = schema.safeParse({
		...values,
		key: values.key ?? env.PHARLO_API_KEY,
		webhookSecret: env.PHARLO_WEBHOOK_SECRET,
		baseUrl: values['base-url'],
		publicUrl: values['public-url'],
	});
	if (!parsed.success)
		throw new Error(parsed.error.issues.map(({ message }) => message).join('\n'));
	const { key, connection, report, listen, publicUrl, ...rest } = parsed.data;
	const baseUrl = normalizeBaseUrl(rest.baseUrl);
	if (publicUrl !== undefined && isPrivateAddress(publicUrl) && !isPrivateAddress(baseUrl)) {
		throw new Error('--public-url is an address that Pharlo cannot reach.');
	}
	return {
		apiKey: key,
		webhookSecret: rest.webhookSecret,
		baseUrl,
		publish: rest.publish,
		connect: rest.connect,
		yes: rest.yes,
		connectionId: connection,
		receiver: listen && publicUrl ? { listen, publicUrl } : undefined,
		reportFile: report,
	};
}
