import { parseArgs } from 'node:util';
import { z } from 'zod';

import { DEFAULT_BASE_URL, normalizeBaseUrl } from '../../domain/webAddress.ts';

export interface SmokeOptions {
	readonly apiKey: string;
	/** Without a trailing slash and without the API's prefix. */
	readonly baseUrl: string;
	readonly publish: boolean;
	/** Goes without asking. */
	readonly yes: boolean;
	/** The YouTube connection to publish to; undefined takes the first that is usable. */
	readonly connectionId: string | undefined;
}

export const HELP = `Asks a real Pharlo what its documentation leaves open, and prints the answers as a table for an issue.

  PHARLO_API_KEY=ds_live_… npm run --silent smoke -- [flags] > answers.md

  --key KEY          the API key; better in PHARLO_API_KEY, where no other user of this machine sees it
  --base-url URL     another Pharlo than ${DEFAULT_BASE_URL}, for example the simulator
  --publish          also creates one private YouTube video, planned for a month ahead, and cancels it
  --connection ID    the YouTube channel for --publish, instead of the first that is usable
  --yes              publishes without asking, for where there is no terminal
  --help             this text

Without --publish it only reads. It says what that costs before it starts. The table holds keys and
types, and neither IDs, names and addresses of yours nor the key.
`;

const schema = z.object({
	key: z
		.string({ required_error: 'Give the API key with --key or in PHARLO_API_KEY.' })
		.trim()
		.regex(/^[\x21-\x7e]+$/, 'The API key holds characters that no key has.'),
	baseUrl: z.string().optional(),
	publish: z.boolean(),
	yes: z.boolean(),
	connection: z.string().trim().min(1, '--connection needs an ID.').optional(),
});

/**
 * Reads flags, then the environment.
 *
 * @returns undefined when only help was asked for
 * @throws {Error} saying what cannot be used, without the key
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): SmokeOptions | undefined {
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
