import { parseArgs } from 'node:util';
import { z } from 'zod';

import { CAPABILITY_SHAPES } from './capabilities.mts';
import {
	CALLBACK_KINDS,
	chaosSchema,
	kindsFlag,
	NO_CHAOS,
	REQUEST_KINDS,
} from './chaos/settings.mts';
import { MEDIA_FETCH, mediaFetchSchema } from './media/settings.mts';
import { DEFAULTS, settingsSchema, type SimulatorOptions } from './options.mts';

const listed = (kinds: readonly string[]) => kinds.join(', ');

export const HELP = `Runs a local Pharlo: the API, signed callbacks, OAuth consent and a status page.

  npm run simulator -- [flags]

  --port N              port on 127.0.0.1, 0 picks a free one    PHARLO_SIM_PORT       ${DEFAULTS.port}
  --key KEY             accepted API key                         PHARLO_SIM_KEY        ${DEFAULTS.apiKey}
  --secret SECRET       secret for signing callbacks             PHARLO_SIM_SECRET     ${DEFAULTS.webhookSecret}
  --pace N              speed factor; 0 stops time               PHARLO_SIM_PACE       ${DEFAULTS.settings.pace}
  --seed N              seed for IDs and durations               PHARLO_SIM_SEED       ${DEFAULTS.seed}
  --credits N           initial balance                          PHARLO_SIM_CREDITS    ${DEFAULTS.credits}
  --state FILE          file to keep the state in                PHARLO_SIM_STATE      in memory
  --errors FORMAT       nested or flat error bodies              PHARLO_SIM_ERRORS     ${DEFAULTS.settings.errors}
  --payload-update HOW  what becomes of fields that an update     PHARLO_SIM_PAYLOAD_UPDATE
                        lacks: replace drops, merge keeps them   ${DEFAULTS.settings.payloadUpdate}
  --repeated-key CODE   status for a repeated key: 200, 201, 409 PHARLO_SIM_REPEATED   ${DEFAULTS.settings.repeatedKey}
  --capabilities SHAPE  format of a platform's capabilities      PHARLO_SIM_CAPABILITIES
                        ${CAPABILITY_SHAPES.join(', ')} (${DEFAULTS.settings.capabilities})
  --ticket-minutes N    lifetime of an OAuth ticket, 5 or 15     PHARLO_SIM_TICKET     ${DEFAULTS.settings.ticketMinutes}
  --ticket-names WHAT   what a ticket's answer names:            PHARLO_SIM_TICKET_NAMES
                        connection or none                                             ${DEFAULTS.settings.ticketNames}
  --media-fetch WHICH   media files to fetch: all, none, or      PHARLO_SIM_MEDIA_FETCH
                        local: from this machine and private networks                  ${MEDIA_FETCH.which}
  --chaos RATE          share of requests to disturb, 0 to 1     PHARLO_SIM_CHAOS      ${NO_CHAOS.rate}
  --chaos-callbacks RATE
                        share of callbacks to disturb, 0 to 1    PHARLO_SIM_CHAOS_CALLBACKS ${NO_CHAOS.callbackRate}
  --chaos-seed N        seed for the faults                      PHARLO_SIM_CHAOS_SEED ${NO_CHAOS.seed}
  --chaos-kinds A,B,C   only these faults                        PHARLO_SIM_CHAOS_KINDS all
                        to requests: ${listed(REQUEST_KINDS.slice(0, 5))},
                        ${listed(REQUEST_KINDS.slice(5))};
                        to callbacks: ${listed(CALLBACK_KINDS)}
  --quiet               no log line per request and delivery
  --help                show this help

The media URL decides the outcome of an assignment: with "forbidden" or "missing" it fails with
UPLOAD_FAILED, with "flaky" it fails once and succeeds when retried. All others are published if the
file can be fetched. A file that --media-fetch excludes counts as fetched.
`;

const commandLineSchema = z.object({
	port: z.coerce.number().int().min(0).max(65_535),
	key: z.string().min(1),
	secret: z.string().min(1),
	pace: z.coerce.number().min(0),
	seed: z.coerce.number().int(),
	credits: z.coerce.number().int().min(0),
	state: z.string().optional(),
	errors: settingsSchema.shape.errors,
	'payload-update': settingsSchema.shape.payloadUpdate,
	'repeated-key': settingsSchema.shape.repeatedKey,
	capabilities: settingsSchema.shape.capabilities,
	'ticket-minutes': z.coerce.number().positive(),
	'ticket-names': settingsSchema.shape.ticketNames,
	'media-fetch': mediaFetchSchema.shape.which,
	chaos: z.coerce.number().pipe(chaosSchema.shape.rate),
	'chaos-callbacks': z.coerce.number().pipe(chaosSchema.shape.callbackRate),
	'chaos-seed': z.coerce.number().pipe(chaosSchema.shape.seed),
	'chaos-kinds': kindsFlag.optional(),
});

/**
 * Parses flags, falling back to environment variables and then to defaults.
 *
 * @returns undefined if --help was given
 * @throws {Error} naming each invalid flag
 */
export function parseOptions(
	args: string[],
	env: NodeJS.ProcessEnv,
	log: (line: string) => void,
): SimulatorOptions | undefined {
	const text = { type: 'string' } as const;
	const flag = { type: 'boolean' } as const;
	const { values } = parseArgs({
		args,
		options: {
			port: text,
			key: text,
			secret: text,
			pace: text,
			seed: text,
			credits: text,
			state: text,
			errors: text,
			'payload-update': text,
			'repeated-key': text,
			capabilities: text,
			'ticket-minutes': text,
			'ticket-names': text,
			'media-fetch': text,
			chaos: text,
			'chaos-callbacks': text,
			'chaos-seed': text,
			'chaos-kinds': text,
			quiet: flag,
			help: flag,
		},
	});
	if (values.help) return undefined;
	const { settings } = DEFAULTS;
	const parsed = commandLineSchema.safeParse({
		port: values.port ?? env.PHARLO_SIM_PORT ?? DEFAULTS.port,
		key: values.key ?? env.PHARLO_SIM_KEY ?? DEFAULTS.apiKey,
		secret: values.secret ?? env.PHARLO_SIM_SECRET ?? DEFAULTS.webhookSecret,
		pace: values.pace ?? env.PHARLO_SIM_PACE ?? settings.pace,
		seed: values.seed ?? env.PHARLO_SIM_SEED ?? DEFAULTS.seed,
		credits: values.credits ?? env.PHARLO_SIM_CREDITS ?? DEFAULTS.credits,
		state: values.state ?? env.PHARLO_SIM_STATE,
		errors: values.errors ?? env.PHARLO_SIM_ERRORS ?? settings.errors,
		'payload-update':
			values['payload-update'] ?? env.PHARLO_SIM_PAYLOAD_UPDATE ?? settings.payloadUpdate,
		'repeated-key': values['repeated-key'] ?? env.PHARLO_SIM_REPEATED ?? settings.repeatedKey,
		capabilities: values.capabilities ?? env.PHARLO_SIM_CAPABILITIES ?? settings.capabilities,
		'ticket-minutes': values['ticket-minutes'] ?? env.PHARLO_SIM_TICKET ?? settings.ticketMinutes,
		'ticket-names': values['ticket-names'] ?? env.PHARLO_SIM_TICKET_NAMES ?? settings.ticketNames,
		'media-fetch': values['media-fetch'] ?? env.PHARLO_SIM_MEDIA_FETCH ?? MEDIA_FETCH.which,
		chaos: values.chaos ?? env.PHARLO_SIM_CHAOS ?? NO_CHAOS.rate,
		'chaos-callbacks':
			values['chaos-callbacks'] ?? env.PHARLO_SIM_CHAOS_CALLBACKS ?? NO_CHAOS.callbackRate,
		'chaos-seed': values['chaos-seed'] ?? env.PHARLO_SIM_CHAOS_SEED ?? NO_CHAOS.seed,
		'chaos-kinds': values['chaos-kinds'] ?? env.PHARLO_SIM_CHAOS_KINDS,
	});
	if (!parsed.success) {
		const faults = parsed.error.issues.map(
			(issue) => `--${issue.path.join('.')}: ${issue.message}`,
		);
		throw new Error(faults.join('\n'));
	}
	const given = parsed.data;
	return {
		port: given.port,
		apiKey: given.key,
		webhookSecret: given.secret,
		seed: given.seed,
		credits: given.credits,
		...(given.state === undefined ? {} : { stateFile: given.state }),
		log: values.quiet === true ? () => undefined : log,
		settings: {
			...settings,
			pace: given.pace,
			errors: given.errors,
			payloadUpdate: given['payload-update'],
			repeatedKey: given['repeated-key'],
			capabilities: given.capabilities,
			ticketMinutes: given['ticket-minutes'],
			ticketNames: given['ticket-names'],
			mediaFetch: { ...settings.mediaFetch, which: given['media-fetch'] },
			chaos: {
				...settings.chaos,
				rate: given.chaos,
				callbackRate: given['chaos-callbacks'],
				seed: given['chaos-seed'],
				...given['chaos-kinds'],
			},
		},
	};
}
