import { parseArgs } from 'node:util';
import { z } from 'zod';

import { DEFAULT_BASE_URL, normalizeBaseUrl } from '../../domain/webAddress.ts';

export interface SmokeOptions {
	readonly apiKey: string;
	/** Without a trailing slash and without the API's prefix. */
	readonly baseUrl: string;
	readonly publish: boolean;
	/** Whether to skip the confirmation. */
	readonly yes: boolean;
	/** The YouTube connection to publish to; by default the first usable one. */
	readonly connectionId: string | undefined;
}

export const HELP = `Tests what Pharlo's documentation leaves open, and prints the answers as a table for an issue.

  PHARLO_API_KEY=ds_live_… npm run --silent smoke -- [flags] > answers.md

  --key KEY          the API key; prefer PHARLO_API_KEY, which other users of this machine cannot see
  --base-url URL     base URL instead of ${DEFAULT_BASE_URL}, for example of the simulator
  --publish          also creates one private YouTube video, scheduled a month ahead, and cancels it
  --connection ID    the YouTube channel for --publish (default: the first usable one)
  --yes              publishes without confirmation, for use without a terminal
  --help             show this help

Without --publish it only reads. It shows the maximum cost before it starts. The table contains keys
and types, but no IDs, names, addresses or API key of yours.
`;

const schema = z.object({
	key: z
		.string({ required_error: 'Set the API key with --key or PHARLO_API_KEY.' })
		.trim()
		.regex(/^[\x21-\x7e]+$/, 'The API key contains invalid characters.'),
	baseUrl: z.string().optional(),
	publish: z.boolean(),
	yes: z.boolean(),
	connection: z.string().trim().min(1, '--connection needs an ID.').optional(),
});

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
			publish: { type: 'boolean', default: false },
			connection: { type: 'string' },
			yes: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const parsed = schema.safeParse({
		...values,
		key: values.key ?? env.PHARLO_API_KEY,
		baseUrl: values['base-url'],
	});
	if (!parsed.success)
		throw new Error(parsed.error.issues.map(({ message }) => message).join('\n'));
	const { key, baseUrl, publish, yes, connection } = parsed.data;
	return {
		apiKey: key,
		baseUrl: normalizeBaseUrl(baseUrl),
		publish,
		yes,
		connectionId: connection,
	};
}
