import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

export const STATUSES = [
	'pending',
	'uploading',
	'uploaded',
	'processing',
	'published',
	'failed',
	'cancelled',
] as const;

export type Status = (typeof STATUSES)[number];

const mediaSchema = z.object({
	/** Null, like the other two, if the last fetch failed. */
	bytes: z.number().nullable(),
	sha256: z.string().nullable(),
	contentType: z.string().nullable(),
	/** How often it was fetched, in all attempts and with those that failed. */
	fetches: z.number(),
});

const assignmentSchema = z.object({
	id: z.string(),
	status: z.enum(STATUSES),
	connectionId: z.string(),
	platform: z.string(),
	type: z.string(),
	payload: z.record(z.string(), z.unknown()),
	mediaUrl: z.string().nullable(),
	mediaContentType: z.string().nullable(),
	mediaSizeBytes: z.number().nullable(),
	scheduledAt: z.string().nullable(),
	callbackUrl: z.string().nullable(),
	idempotencyKey: z.string().nullable(),
	externalId: z.string().nullable(),
	platformPostId: z.string().nullable(),
	platformUrl: z.string().nullable(),
	errors: z.array(z.object({ code: z.string(), message: z.string() })),
	createdAt: z.string(),
	updatedAt: z.string(),
	/** Number of publishing attempts; "flaky" media works from the second attempt on. */
	attempts: z.number(),
	/**
	 * The media file as it was last fetched, null before that. Pharlo does not expose this; older state
	 * files lack it.
	 */
	media: mediaSchema.nullable().default(null),
});

const connectionSchema = z.object({
	id: z.string(),
	platform: z.string(),
	name: z.string(),
	thumbnailUrl: z.string(),
	isActive: z.boolean(),
	tokenExpiresAt: z.string(),
	/**
	 * Whether the refresh token still works. Pharlo does not expose this; older state files lack it.
	 */
	canRefresh: z.boolean().default(true),
	externalId: z.string().nullable(),
	organizationId: z.string(),
	createdAt: z.string(),
});

const deliverySchema = z.object({
	id: z.string(),
	assignmentId: z.string(),
	url: z.string(),
	status: z.enum(['pending', 'delivered', 'failed']),
	httpStatusCode: z.number().nullable(),
	attempts: z.number(),
	lastAttemptAt: z.string().nullable(),
	lastError: z.string().optional(),
	/** The body that was sent, for the status page and for retries; not part of API responses. */
	body: z.string(),
});

const ticketSchema = z.object({
	id: z.string(),
	platform: z.string(),
	redirectUrl: z.string().nullable(),
	status: z.enum(['pending', 'success', 'failed']),
	connectionIds: z.array(z.string()),
	expiresAt: z.string(),
});

const stateSchema = z.object({
	assignments: z.array(assignmentSchema),
	connections: z.array(connectionSchema),
	deliveries: z.array(deliverySchema),
	tickets: z.array(ticketSchema),
	credits: z.number(),
	creditsUsed: z.number(),
});

export type Assignment = z.infer<typeof assignmentSchema>;
export type Connection = z.infer<typeof connectionSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
export type Ticket = z.infer<typeof ticketSchema>;
export type State = z.infer<typeof stateSchema>;

/** Formats a date with second precision and `Z`, as in all of Pharlo's samples. */
export function timestamp(date: Date): string {
	return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

const DAY_MS = 86_400_000;

const TOKEN_LIFE_MS = 60 * DAY_MS;

/** Returns the expiry of a token that is issued now. */
export function newTokenExpiry(now = new Date()): string {
	return timestamp(new Date(now.getTime() + TOKEN_LIFE_MS));
}

/** Connections that exist from the start. The first ID is the one in Pharlo's samples. */
export const SEEDED = {
	demoChannel: '7f3e1a2b-4c5d-6e7f-8a9b-0c1d2e3f4a5b',
	demoPage: '2b9c7d10-5a64-4f0e-9c3b-6d1f8e2a7b40',
	/** Inactive. */
	oldChannel: 'c4d81f36-0b7e-4a92-8e5d-91f3a6b2c750',
	/** Its token has expired and cannot be refreshed. */
	holidayPage: 'e0a5b9c2-7d13-4c68-b2f4-3a8d6e1f9075',
} as const;

/**
 * Returns the initial state: a healthy channel and page, an inactive channel, and a page whose
 * token has expired.
 */
export function freshState(credits: number, now: Date): State {
	const later = newTokenExpiry(now);
	const earlier = timestamp(new Date(now.getTime() - DAY_MS));
	const connection = (id: string, platform: string, name: string): Connection => ({
		id,
		platform,
		name,
		thumbnailUrl: `https://cdn.example.com/${id}.jpg`,
		isActive: true,
		tokenExpiresAt: later,
		canRefresh: true,
		externalId: null,
		organizationId: '0196f0a0-0000-7000-8000-000000000001',
		createdAt: earlier,
	});
	return {
		assignments: [],
		connections: [
			connection(SEEDED.demoChannel, 'youtube', 'Demo Channel'),
			connection(SEEDED.demoPage, 'facebook', 'Demo Page'),
			{
				...connection(SEEDED.oldChannel, 'youtube', 'Old Channel'),
				isActive: false,
			},
			{
				...connection(SEEDED.holidayPage, 'facebook', 'Holiday Page'),
				tokenExpiresAt: earlier,
				canRefresh: false,
			},
		],
		deliveries: [],
		tickets: [],
		credits,
		creditsUsed: 0,
	};
}

/**
 * @returns undefined if the file does not exist
 * @throws {Error} if its content is not a valid state
 */
export function loadState(file: string): State | undefined {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
	return stateSchema.parse(JSON.parse(text));
}

/** Writes a temporary file first, so that a killed process leaves the old state intact. */
export function saveState(file: string, state: State): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(`${file}.part`, JSON.stringify(state, null, '\t'));
	renameSync(`${file}.part`, file);
}
