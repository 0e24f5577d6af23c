import { sign } from '../../tools/simulator/deliveries.mts';
import { callTrigger, type Call, type TriggerResult } from './contexts.mts';

export const SECRET = 'current-secret';

/** Pharlo's documented callback for a success. */
export const EVENT = {
	assignmentId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	status: 'published',
	platform: 'youtube',
	connectionId: '7f3e1a2b-4c5d-6e7f-8a9b-0c1d2e3f4a5b',
	platformPostId: 'dQw4w9WgXcQ',
	platformUrl: 'https://youtu.be/dQw4w9WgXcQ',
	errors: [],
	timestamp: '2026-04-23T10:02:35Z',
};

export const PARAMETERS = { triggerOn: ['published', 'failed', 'cancelled'], filters: {} };

export function credential(more = {}) {
	return { apiKey: 'k', webhookSecret: SECRET, previousWebhookSecret: '', ...more };
}

interface Signed extends Partial<Omit<Call, 'options'>> {
	readonly secret?: string;
	readonly credential?: object;
	readonly options?: Partial<Call['options']>;
}

/** Calls the trigger with a signed body, unless overridden. */
export async function callSigned(body: unknown, more: Signed = {}): Promise<TriggerResult> {
	const rawBody = Buffer.isBuffer(body)
		? body
		: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	return await callTrigger({
		rawBody,
		headers: { 'x-webhook-signature': sign(rawBody, more.secret ?? SECRET) },
		parameters: PARAMETERS,
		...more,
		options: { credential: credential(more.credential), ...more.options },
	});
}
