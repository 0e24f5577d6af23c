import { bodyOf, outcomeOf, type ReadWriteApi } from './api.mts';
import { open, type Finding } from './finding.mts';
import { MEDIA_CREDITS, offerRefusedMedia, SCHEDULED_FILE } from './media.mts';
import type { SmokeOptions } from './options.mts';
import type { Known } from './probes/probe.mts';
import { PUBLISH_CREDITS, publishAndCancel } from './publish.mts';
import type { Receiver } from './receiver.mts';
import type { Terminal } from './terminal.mts';
import { makeScheduledTrial } from './trial.mts';
import type { Waits } from './waits.mts';

export interface Published {
	readonly findings: Finding[];
	/** Whether nothing has to be cleaned up. */
	readonly isGood: boolean;
}

/**
 * Creates and cancels assignments, after the user has agreed.
 *
 * @param receiver undefined if Pharlo cannot reach this machine
 */
export async function publish(
	{ connectionId, yes, webhookSecret }: SmokeOptions,
	{ youtubeId }: Known,
	api: ReadWriteApi,
	receiver: Receiver | undefined,
	{ say, ask, signal }: Terminal,
	waits: Waits,
): Promise<Published> {
	const id = connectionId ?? youtubeId;
	if (id === undefined) {
		say('Nothing was published: there is no YouTube connection with a valid token.');
		return { findings: [], isGood: false };
	}
	const connection = await api.get('connections/{id}', { parts: { id } });
	const { platform, name } = bodyOf(connection);
	if (platform !== 'youtube') {
		say(`Nothing was published: ${id} is not a YouTube connection (${outcomeOf(connection)}).`);
		return { findings: [], isGood: false };
	}
	say(planFor(String(name), receiver !== undefined));
	if (!yes && !/^y(es)?$/i.test(((await ask?.('Continue? [y/N] ')) ?? '').trim())) {
		say('Nothing was published.');
		return { findings: [], isGood: true };
	}
	if (signal.aborted) return { findings: [], isGood: false };
	const trial = makeScheduledTrial(id, receiver?.url(SCHEDULED_FILE));
	const { findings, warnings } = await publishAndCancel(api, trial, waits, signal);
	if (receiver === undefined) {
		const why = 'needs --public-url and --listen';
		findings.push(open('How Pharlo fetches media and sends callbacks', why, 'media request'));
	} else if (!signal.aborted) {
		say(
			'Waiting for Pharlo to fetch the refused file: up to several minutes. Ctrl-C goes on without.',
		);
		const media = await offerRefusedMedia(api, id, receiver, webhookSecret, waits, signal);
		findings.push(...media.findings);
		warnings.push(...media.warnings);
	}
	for (const warning of warnings) say(`WARNING: ${warning}`);
	return { findings, isGood: warnings.length === 0 };
}

function planFor(channel: string, withMedia: boolean): string {
	const scheduled = `On the channel "${channel}", one private video will be scheduled a month ahead, sent twice with the same key, updated, and cancelled: at most ${PUBLISH_CREDITS} credits.`;
	return withMedia
		? `${scheduled} Another private one will be due at once, and fail because its file is refused: at most ${MEDIA_CREDITS} credits.`
		: `${scheduled} Nothing will be asked about media and callbacks: that needs --public-url and --listen.`;
}
