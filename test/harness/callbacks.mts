import { SAMPLE_EVENT } from '../../domain/event.ts';
import { sign } from '../../tools/simulator/deliveries.mts';
import { callTrigger, type Call, type TriggerResult } from './contexts.mts';

export const SECRET = 'current-secret';

/** Pharlo's documented callback for a success. */
export const EVENT = { ...SAMPLE_EVENT, timestamp: '2026-04-23T10:02:35Z' };

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
