/**
 * The shape of an output: a JSON type (with a question mark where it may be null), a list of one shape,
 * or an object with the shape of each field.
 */
export type Shape = ScalarShape | readonly [Shape] | Fields;

export type ScalarShape = `${'string' | 'integer' | 'boolean'}${'' | '?'}`;

export interface Fields {
	readonly [name: string]: Shape;
}

const ERRORS: Shape = [{ code: 'string', message: 'string' }];

/** What Pharlo responds to a Create with (Publishing guide, Creating an assignment). */
const NEW_ASSIGNMENT: Fields = {
	id: 'string',
	status: 'string',
	connectionId: 'string',
	platform: 'string',
	type: 'string',
	scheduledAt: 'string?',
	createdAt: 'string',
};

/** With Simplify, see `nodes/Pharlo/properties/simplify.ts`. */
const SIMPLIFIED_ASSIGNMENT: Fields = {
	id: 'string',
	status: 'string',
	platformUrl: 'string?',
	errors: ERRORS,
	platform: 'string',
	type: 'string',
	connectionId: 'string',
	scheduledAt: 'string?',
	externalId: 'string?',
};

/** What Pharlo has about an assignment (Core Concepts guide). */
const ASSIGNMENT: Fields = {
	...SIMPLIFIED_ASSIGNMENT,
	payload: {},
	platformPostId: 'string?',
	idempotencyKey: 'string?',
	createdAt: 'string',
};

const FINDING: Fields = { parameter: 'string?', what: 'string', whatToDo: 'string' };

const OUTCOME: Fields = { outcome: 'string', message: 'string' };

/** Connections reference. */
const CONNECTION: Fields = {
	id: 'string',
	platform: 'string',
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

	'assignment/cancel': { id: 'string', status: 'string', cancelled: 'boolean' },
	'assignment/check': {
		valid: 'boolean',
		problems: [FINDING],
		warnings: [FINDING],
		wouldSend: {},
		publishesAt: { local: 'string?', utc: 'string?' },
		connection: {
			id: 'string?',
			name: 'string?',
			platform: 'string?',
			isActive: 'boolean?',
			tokenExpiresAt: 'string?',
		},
		credits: { needed: 'integer', left: 'integer?', enough: 'boolean?' },
		duplicateOf: 'string?',
		media: { seenFrom: 'string?', reachable: 'boolean?', type: 'string?', size: 'integer?' },
	},
	'assignment/create': {
		...NEW_ASSIGNMENT,
		idempotencyKey: 'string?',
		alreadyExisted: 'boolean',
	},
	'assignment/createAndWait': { ...OUTCOME, ...ASSIGNMENT, alreadyExisted: 'boolean' },
	'assignment/crossPost': {
		...NEW_ASSIGNMENT,
		connectionName: 'string?',
		idempotencyKey: 'string?',
		alreadyExisted: 'boolean',
	},
	'assignment/crossPostAndWait': {
		...OUTCOME,
		...ASSIGNMENT,
		connectionName: 'string?',
		alreadyExisted: 'boolean',
		summary: 'string',
	},
	'assignment/get': SIMPLIFIED_ASSIGNMENT,
	'assignment/getAll': SIMPLIFIED_ASSIGNMENT,
	'assignment/retry': { id: 'string', status: 'string' },
	'assignment/retryFailed': {
		id: 'string',
		status: 'string',
		platform: 'string',
		externalId: 'string?',
		createdAt: 'string',
		failure: ERRORS,
		retried: 'boolean?',
	},
	// The documentation does not show what these two respond with.
	'assignment/update': ASSIGNMENT,
	'assignment/updatePublished': ASSIGNMENT,
	'assignment/waitForCompletion': { ...OUTCOME, ...ASSIGNMENT },

	// Code Examples page, OAuth channel connect flow.
	'connectChannel/createLink': { ticketId: 'string', authUrl: 'string', expiresAt: 'string' },
	'connectChannel/getStatus': { ticketId: 'string', status: 'string' },
	'connectChannel/waitUntilConnected': CONNECTION,

	'connection/get': CONNECTION,
	'connection/getAll': CONNECTION,
	// The documentation does not show what these two respond with.
	'connection/refreshToken': CONNECTION,
	'connection/update': CONNECTION,

	// The documentation does not show the JSON of capabilities; the node adds the platform.
	'platform/getCapabilities': { platform: 'string' },
	// Platforms reference.
	'platform/getAll': {
		slug: 'string',
		name: 'string',
		contentTypes: ['string'],
		hasCapabilities: 'boolean',
	},

	// Analytics reference.
	'statistics/getChannel': {
		connectionId: 'string',
		platform: 'string',
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
		status: 'string',
		httpStatusCode: 'integer?',
		attempts: 'integer',
		lastAttemptAt: 'string?',
	},
};
