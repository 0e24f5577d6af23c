import { z } from 'zod';

import { CAPABILITY_SHAPES } from './capabilities.mts';
import { chaosSchema, NO_CHAOS } from './chaos/settings.mts';
import { MEDIA_FETCH, mediaFetchSchema } from './media/settings.mts';
import { ENVELOPES, PAGE_CAP } from './paging.mts';

/** Settings that can be changed at run time with `PUT /simulator/settings`. */
export const settingsSchema = z.object({
	/** Speed factor; 0 stops time. */
	pace: z.number().min(0),
	/** Format of error bodies: Pharlo's pages on errors disagree (fact sheet, C-1). */
	errors: z.enum(['nested', 'flat']),
	/**
	 * Response to a repeated idempotency key: 200 or 201 with the existing assignment, or 409 (C-2).
	 */
	repeatedKey: z.enum(['200', '201', '409']),
	/**
	 * Whether the payload of an update replaces the old one, or only the fields that it has: the
	 * documentation leaves it open (fact sheet, PATCH).
	 */
	payloadUpdate: z.enum(['replace', 'merge']),
	/** Whether times with fractions of a second, or with offsets beyond ±14:00, are invalid. */
	strictTimes: z.boolean(),
	/** Shape of a platform's capabilities, which no accessible page shows. */
	capabilities: z.enum(CAPABILITY_SHAPES),
	/** Whether planned platforms are listed. */
	plannedPlatforms: z.boolean(),
	/** Keys in the envelope of a list: Pharlo's pages show one, two or four. */
	envelope: z.enum(ENVELOPES),
	/** Maximum page size, whatever limit is requested; not documented for connections. */
	pageCap: z.number().int().positive(),
	/** Lifetime of an OAuth ticket in minutes: the pages say 5 or 15 (C-7). */
	ticketMinutes: z.number().positive(),
	/**
	 * Whether the answer of an OAuth ticket names the connections that it led to; the documentation shows
	 * only its status. The redirect always names one.
	 */
	ticketNames: z.enum(['connection', 'none']),
	/** Seconds before the second, third, … attempt to deliver a callback, at pace 1. */
	retrySeconds: z.array(z.number().nonnegative()),
	/** Delay of every API response in milliseconds. */
	latencyMs: z.number().nonnegative(),
	/**
	 * Milliseconds from the response to a Create, or from the scheduled time, to the final status. It
	 * is reached in one step with one callback, independent of the pace; null takes all steps.
	 */
	finishAfterMs: z.number().nonnegative().nullable(),
	/** Whether assignments are returned with their callback URL, which no page proves (fact sheet, 4.3). */
	returnsCallbackUrl: z.boolean(),
	/** How media files are fetched when an assignment is published. */
	mediaFetch: mediaFetchSchema,
	/** Faults injected on purpose. */
	chaos: chaosSchema,
});

/** A partial change of the settings, in which groups may be partial as well. */
export const settingsChangeSchema = settingsSchema.partial().extend({
	mediaFetch: mediaFetchSchema.partial().optional(),
	chaos: chaosSchema.partial().optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

export interface SimulatorOptions {
	readonly port: number;
	readonly apiKey: string;
	readonly webhookSecret: string;
	readonly seed: number;
	readonly credits: number;
	/** File that keeps the state between runs. */
	readonly stateFile?: string;
	/** Called with each line of the log. */
	readonly log: (line: string) => void;
	readonly settings: Settings;
}

export const DEFAULTS: SimulatorOptions = {
	port: 4010,
	apiKey: 'ds_live_simulator00000000000000000000000',
	webhookSecret: 'simulator-webhook-secret',
	seed: 1,
	credits: 100_000,
	log: () => undefined,
	settings: {
		pace: 1,
		errors: 'nested',
		repeatedKey: '200',
		payloadUpdate: 'replace',
		strictTimes: true,
		capabilities: 'list',
		plannedPlatforms: false,
		envelope: 'full',
		pageCap: PAGE_CAP,
		ticketMinutes: 15,
		ticketNames: 'connection',
		retrySeconds: [5, 30],
		latencyMs: 0,
		finishAfterMs: null,
		returnsCallbackUrl: true,
		mediaFetch: MEDIA_FETCH,
		chaos: NO_CHAOS,
	},
};
