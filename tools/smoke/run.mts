import { scrub } from '../../domain/scrub.ts';
import { bodyOf, isSuccess, outcomeOf, ReadOnlyApi, ReadWriteApi } from './api.mts';
import type { Finding } from './finding.mts';
import { creditsUsed, headerFindings } from './headers.mts';
import type { SmokeOptions } from './options.mts';
import { account } from './probes/account.mts';
import { assignments } from './probes/assignments.mts';
import { connections } from './probes/connections.mts';
import { deliveries } from './probes/deliveries.mts';
import { platforms } from './probes/platforms.mts';
import type { Known } from './probes/probe.mts';
import { errors } from './probes/errors.mts';
import { statistics } from './probes/statistics.mts';
import { PUBLISH_CREDITS, publishAndCancel } from './publish.mts';
import { toReport } from './report.mts';

/** The interface to the user. */
export interface Terminal {
	/** Progress and warnings. */
	readonly say: (line: string) => void;
	/** The report itself. */
	readonly print: (text: string) => void;
	/** Undefined if there is no interactive terminal. */
	readonly ask?: ((question: string) => Promise<string>) | undefined;
	/** Aborts when the user wants to stop. */
	readonly signal: AbortSignal;
}

const PROBES = [account, platforms, assignments, connections, deliveries, statistics, errors];

/** At Pharlo's default prices. */
export const PROBE_CREDITS = PROBES.reduce((sum, { credits }) => sum + credits, 0);

/**
 * Runs all probes, prints the report, and with `publish` creates and cancels an assignment.
 *
 * @returns the exit code: 0 on success, 1 if the API is not accessible or something has to be
 * cleaned up
 */
export async function runSmoke(options: SmokeOptions, given: Terminal): Promise<number> {
	const { apiKey, baseUrl } = options;
	const say = (line: string): void => given.say(scrub(line, [apiKey]));
	if (options.publish && !options.yes && given.ask === undefined) {
		say('--publish needs a confirmation, but there is no terminal: add --yes.');
		return 1;
	}
	const api = new ReadOnlyApi(baseUrl, apiKey);
	say(`Reading from ${baseUrl}: at most ${PROBE_CREDITS} credits at Pharlo's default prices.`);
	const balance = await api.get('billing/status');
	if (!isSuccess(balance)) {
		say(`${baseUrl} does not accept this key: ${outcomeOf(balance)}.`);
		return 1;
	}
	say(`Available credits: ${String(bodyOf(balance).balance)}.`);

	const known: Known = { platforms: [] };
	const findings: Finding[] = [];
	for (const probe of PROBES) {
		if (given.signal.aborted) break;
		findings.push(...(await probe.run(api, known)));
	}
	const published = options.publish ? await publish(options, known, { ...given, say }) : undefined;
	findings.push(...(published?.findings ?? []));
	const exchanges = [...api.exchanges, ...(published?.exchanges ?? [])];
	findings.push(...headerFindings(exchanges));
	given.print(scrub(toReport(baseUrl, findings, exchanges), [apiKey]));
	say(`Credits used, according to the responses: ${creditsUsed(exchanges)}.`);
	return published === undefined || published.isGood ? 0 : 1;
}

async function publish(
	{ apiKey, baseUrl, connectionId, yes }: SmokeOptions,
	{ youtubeId }: Known,
	{ say, ask, signal }: Terminal,
) {
	const api = new ReadWriteApi(baseUrl, apiKey);
	const nothing = { findings: [], exchanges: api.exchanges, isGood: false };
	const id = connectionId ?? youtubeId;
	if (id === undefined) {
		say('Nothing was published: there is no YouTube connection with a valid token.');
		return nothing;
	}
	const connection = await api.get('connections/{id}', { parts: { id } });
	const { platform, name } = bodyOf(connection);
	if (platform !== 'youtube') {
		say(`Nothing was published: ${id} is not a YouTube connection (${outcomeOf(connection)}).`);
		return nothing;
	}
	say(
		`On the channel "${String(name)}", one private video will be scheduled a month ahead, sent twice with the same key, updated, and cancelled: at most ${PUBLISH_CREDITS} credits.`,
	);
	if (!yes && !/^y(es)?$/i.test(((await ask?.('Continue? [y/N] ')) ?? '').trim())) {
		say('Nothing was published.');
		return { ...nothing, isGood: true };
	}
	if (signal.aborted) return nothing;
	const { findings, warnings } = await publishAndCancel(api, id, signal);
	for (const warning of warnings) say(`WARNING: ${warning}`);
	return { findings, exchanges: api.exchanges, isGood: warnings.length === 0 };
}
