import type { IWebhookFunctions } from 'n8n-workflow';

import { isUsableSecret } from '../../../domain/signature';
import { setNewest } from '../setNewest';

/** A secret that was removed from the credential stops working after this time at the latest. */
export const SECRETS_MEMORY_MS = 2000;

/** Triggers of which secrets are remembered; the oldest are forgotten first. */
const MAX_TRIGGERS = 100;

type Secrets = readonly unknown[];

interface Reading {
	readonly startedAt: number;
	readonly secrets: Promise<Secrets>;
	isUnderWay: boolean;
}

/** Asks whether one of the credential's secrets fits a call. */
export type FitsSecrets = (
	context: IWebhookFunctions,
	fits: (secrets: Secrets) => boolean,
) => Promise<boolean>;

const readings = new Map<string, Reading>();

/** Asks the credential itself. */
export const fitsSecrets: FitsSecrets = async (context, fits) => fits(await readSecrets(context));

/** @returns the current secret and the previous one; nothing where there is no current one */
async function readSecrets(context: IWebhookFunctions): Promise<Secrets> {
	const { webhookSecret, previousWebhookSecret } = await context.getCredentials('pharloApi');
	// Without a current secret nothing is accepted, also not on the strength of an old one.
	return isUsableSecret(webhookSecret) ? [webhookSecret, previousWebhookSecret] : [];
}

/**
 * Whether one of a trigger's secrets fits, without reading the credential for every call: n8n 2.41
 * starts a JavaScript engine of its own for each reading, and that was near a third of all the work
 * that a genuine call makes.
 *
 * A call may be accepted by secrets that were read in the seconds before it. It is refused only by
 * secrets that were read after it had come, so a new secret is honoured at once. Such a reading is
 * shared by all who wait for it, one at a time: a flood of forgeries cannot make it many.
 *
 * @param fits called again with newer secrets when it has said no
 */
export async function fitsRememberedSecrets(
	context: IWebhookFunctions,
	fits: (secrets: Secrets) => boolean,
): Promise<boolean> {
	const cameAt = performance.now();
	const key = keyOf(context);
	const remembered = readings.get(key);
	const isRecent = remembered !== undefined && cameAt - remembered.startedAt < SECRETS_MEMORY_MS;
	const first = isRecent ? remembered : startReading(key, context);
	if (fits(await first.secrets)) return true;
	return first.startedAt < cameAt && fits(await readAfter(cameAt, key, context));
}

/** Another workflow, another trigger and another credential are each read for themselves. */
function keyOf(context: IWebhookFunctions): string {
	const { id, credentials } = context.getNode();
	return JSON.stringify([context.getWorkflow().id, id, credentials?.pharloApi?.id]);
}

async function readAfter(time: number, key: string, context: IWebhookFunctions): Promise<Secrets> {
	for (;;) {
		const latest = readings.get(key);
		if (latest !== undefined && latest.startedAt >= time) return await latest.secrets;
		if (latest?.isUnderWay !== true) return await startReading(key, context).secrets;
		await latest.secrets;
	}
}

function startReading(key: string, context: IWebhookFunctions): Reading {
	const reading: Reading = {
		startedAt: performance.now(),
		secrets: readSecrets(context).finally(() => {
			reading.isUnderWay = false;
		}),
		isUnderWay: true,
	};
	setNewest(readings, key, reading, MAX_TRIGGERS);
	// What has failed says nothing about the next call.
	reading.secrets.catch(() => {
		if (readings.get(key) === reading) readings.delete(key);
	});
	return reading;
}
