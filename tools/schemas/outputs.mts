import { SAMPLE_EVENT } from '../../domain/event.ts';

/**
 * The shape of an output: a scalar, a list of one shape (marked where it is empty as a rule), or an object
 * with the shape of each field.
 */
export type Shape = ScalarShape | readonly [Shape] | readonly [Shape, typeof EMPTY] | Fields;

/**
 * A JSON type, with a question mark where it may be null, and a sample value where workflows branch on
 * the field or count with it: `'string? = published'`.
 */
export type ScalarShape = `${'string' | 'integer' | 'boolean'}${'' | '?'}${'' | ` = ${string}`}`;

export const EMPTY = 'empty';

export interface Fields {
	readonly [name: string]: Shape;
}

const ERROR: Fields = { code: 'string', message: 'string' };

/** Of a post that was published, as the samples are. */
const ERRORS: Shape = [ERROR, EMPTY];

/** What Pharlo responds to a Create with (Publishing guide, Creating an assignment). */
const NEW_ASSIGNMENT: Fields = {
	id: 'string',
	status: 'string = pending',
	connectionId: 'string',
	platform: 'string = youtube',
	type: 'string = video',
	scheduledAt: 'string?',
	createdAt: 'string',
};

/** With Simplify, see `nodes/Pharlo/properties/simplify.ts`. */
const SIMPLIFIED_ASSIGNMENT: Fields = {
	id: 'string',
	status: 'string = published',
	title: 'string?',
	platformUrl: `string? = ${SAMPLE_EVENT.platformUrl}`,
	errors: ERRORS,
	platform: 'string = youtube',
	type: 'string = video',
	connectionId: 'string',
	scheduledAt: 'string?',
	externalId: 'string?',
};

const { title: _title, ...UNTITLED } = SIMPLIFIED_ASSIGNMENT;

/** What Pharlo has about an assignment (Core Concepts guide). */
const ASSIGNMENT: Fields = {
	...UNTITLED,
	payload: {},
	platformPostId: 'string?',
	idempotencyKey: 'string?',
	createdAt: 'string',
};

const FINDING: Fields = { parameter: 'string?', what: 'string', whatToDo: 'string' };

/** Of a wait, with Simplify. */
const OUTCOME: Fields = {
	outcome: 'string = published',
	platformUrl: `string? = ${SAMPLE_EVENT.platformUrl}`,
	message: 'string',
	title: 'string?',
	id: 'string',
	status: 'string = published',
	platform: 'string = youtube',
	connectionId: 'string',
	externalId: 'string?',
	errors: ERRORS,
};

/** Connections reference. */
const CONNECTION: Fields = {
	id: 'string',
	platform: 'string = youtube',
	name: 'string',
	thumbnailUrl: 'string',
	isActive: 'boolean',
	tokenExpiresAt: 'string',
	createdAt: 'string',
};

/**
 * The fields that n8n shows before an operation has run, by resource and operation: those that come with
 * every item as long as its parameters have their defaults. What only comes at times, such as the
 * explanation of a failure, is left out, and so is what Pharlo's documentation does not mention.
 */
export const OUTPUTS: Readonly<Record<string, Fields>> = {
	// Billing reference.
	'account/getCreditStatus': {
		balance: 'integer',
		plan: 'string',
		planName: 'string',
		monthlyCredits: 'integer',
		creditsUsedThisCycle: 'integer',
		cycleStartedAt: 'string',
		cycleResetsAt: 'string',
	},

	'assignment/cancel': { id: 'string', status: 'string = cancelled', cancelled: 'boolean' },
	'assignment/check': {
		valid: 'boolean',
		problems: [FINDING, EMPTY],
		warnings: [FINDING, EMPTY],
		wouldSend: {},
		publishesAt: { local: 'string?', utc: 'string?' },
		connection: {
			id: 'string?',
			name: 'string?',
			platform: 'string? = youtube',
			isActive: 'boolean?',
			tokenExpiresAt: 'string?',
		},
		credits: { needed: 'integer', left: 'integer?', enough: 'boolean?' },
		duplicateOf: 'string? = null',
		media: { seenFrom: 'string?', reachable: 'boolean?', type: 'string?', size: 'integer?' },
	},
	'assignment/create': {
		...NEW_ASSIGNMENT,
		idempotencyKey: 'string?',
		alreadyExisted: 'boolean = false',
	},
	'assignment/createAndWait': { ...OUTCOME, alreadyExisted: 'boolean = false' },
	'assignment/crossPost': {
		...NEW_ASSIGNMENT,
		connectionName: 'string?',
		idempotencyKey: 'string?',
		alreadyExisted: 'boolean = false',
	},
	'assignment/crossPostAndWait': {
		...OUTCOME,
		connectionName: 'string?',
		alreadyExisted: 'boolean = false',
		summary: 'string',
		itemIndex: 'integer',
	},
	'assignment/get': SIMPLIFIED_ASSIGNMENT,
	'assignment/getAll': SIMPLIFIED_ASSIGNMENT,
	'assignment/retry': { id: 'string', status: 'string = pending' },
	'assignment/retryFailed': {
		id: 'string',
		title: 'string?',
		status: 'string = pending',
		platform: 'string = youtube',
		connectionId: 'string',
		externalId: 'string?',
		createdAt: 'string',
		failure: [ERROR],
		retried: 'boolean?',
	},
	// The documentation does not show what these two respond with.
	'assignment/update': {
		...ASSIGNMENT,
		status: 'string = pending',
		platformUrl: 'string? = null',
	},
	'assignment/updatePublished': ASSIGNMENT,
	'assignment/waitForCompletion': OUTCOME,

	// Code Examples page, OAuth channel connect flow.
	'connectChannel/createLink': { ticketId: 'string', authUrl: 'string', expiresAt: 'string' },
	'connectChannel/getStatus': { ticketId: 'string', status: 'string = success' },
	'connectChannel/waitUntilConnected': CONNECTION,

	'connection/get': CONNECTION,
	'connection/getAll': CONNECTION,
	// The documentation does not show what these two respond with.
	'connection/refreshToken': CONNECTION,
	'connection/update': CONNECTION,

	// The documentation does not show the JSON of capabilities; the node adds the platform.
	'platform/getCapabilities': { platform: 'string = youtube' },
	// Platforms reference.
	'platform/getAll': {
		slug: 'string = youtube',
		name: 'string = YouTube',
		contentTypes: ['string = video'],
		hasCapabilities: 'boolean',
	},

	// Analytics reference.
	'statistics/getChannel': {
		connectionId: 'string',
		platform: 'string = youtube',
		subscribers: 'integer',
		totalViews: 'integer',
		totalPosts: 'integer',
		fetchedAt: 'string',
	},
	// Analytics guide, which does not show the numbers.
	'statistics/getPost': { fetchedAt: 'string' },

	// Webhooks reference.
	'webhookDelivery/getAll': {
		id: 'string',
		assignmentId: 'string',
		url: 'string',
		status: 'string = delivered',
		httpStatusCode: 'integer? = 200',
		attempts: 'integer',
		lastAttemptAt: 'string?',
	},
};

/** The event of a post that was published (Webhooks guide); one that failed has fewer fields. */
export const EVENT: Fields = {
	assignmentId: 'string',
	status: 'string',
	platform: 'string',
	connectionId: 'string',
	platformPostId: 'string',
	platformUrl: 'string',
	errors: [ERROR],
	timestamp: 'string',
};
