import { scrub } from '../../domain/scrub.ts';
import { bodyOf, isSuccess, outcomeOf, ReadingApi, WritingApi } from './api.mts';
import type { Finding } from './finding.mts';
import { creditsUsed, headerFindings } from './headers.mts';
import type { SmokeOptions } from './options.mts';
import { account } from './probes/account.mts';
import { assignments } from './probes/assignments.mts';
import { connections } from './probes/connections.mts';
import { deliveries } from './probes/deliveries.mts';
import { platforms } from './probes/platforms.mts';
import type { Known } from './probes/probe.mts';
import { refusals } from './probes/refusals.mts';
import { statistics } from './probes/statistics.mts';
import { PUBLISH_CREDITS, publishAndCancel } from './publish.mts';
import { toReport } from './report.mts';

/** Where the program speaks to a person. */
export interface Terminal {
	/** Progress and warnings. */
	readonly say: (line: string) => void;
	/** The report itself. */
	readonly print: (text: string) => void;
	/** Undefined where nobody is there to answer. */
	readonly ask?: ((question: string) => Promise<string>) | undefined;
	/** Aborts when the person wants to stop. */
	readonly signal: AbortSignal;
}

const READING = [account, platforms, assignments, connections, deliveries, statistics, refusals];

/** At Pharlo's default prices. */
export const READING_CREDITS = READING.reduce((sum, { credits }) => sum + credits, 0);

/**
 * Asks everything, prints the report, and with `publish` creates and cancels an assignment.
 *
 * @returns the exit code: 0 when all could be asked, 1 when not, or when something is left behind
 */
export async function runSmoke(options: SmokeOptions, given: Terminal): Promise<number> {
	const { apiKey, baseUrl } = options;
	const say = (line: string): void => given.say(scrub(line, [apiKey]));
	if (options.publish && !options.yes && given.ask === undefined) {
		say('--publish asks before it publishes, and there is no terminal here: add --yes.');
		return 1;
	}
	const api = new ReadingApi(baseUrl, apiKey);
	say(`Reading from ${baseUrl}: at most ${READING_CREDITS} credits at Pharlo's default prices.`);
	const balance = await api.get('billing/status');
	if (!isSuccess(balance)) {
		say(`${baseUrl} does not let this key in: ${outcomeOf(balance)}.`);
		return 1;
	}
	say(`Credits there are: ${String(bodyOf(balance).balance)}.`);

	const known: Known = { platforms: [] };
	const findings: Finding[] = [];
	for (const probe of READING) {
		if (given.signal.aborted) break;
		findings.push(...(await probe.run(api, known)));
	}
	const published = options.publish ? await publish(options, known, { ...given, say }) : undefined;
	findings.push(...(published?.findings ?? []));
	const exchanges = [...api.exchanges, ...(published?.exchanges ?? [])];
	findings.push(...headerFindings(exchanges));
	given.print(scrub(toReport(baseUrl, findings, exchanges), [apiKey]));
	say(`Credits taken, as the answers say: ${creditsUsed(exchanges)}.`);
	return published === undefined || published.isGood ? 0 : 1;
}

async function publish(
	{ apiKey, baseUrl, connectionId, yes }: SmokeOptions,
	{ youtubeId }: Known,
	{ say, ask, signal }: Terminal,
) {
	const api = new WritingApi(baseUrl, apiKey);
	const nothing = { findings: [], exchanges: api.exchanges, isGood: false };
	const id = connectionId ?? youtubeId;
	if (id === undefined) {
		say('Nothing was published: there is no YouTube connection with a good token.');
		return nothing;
	}
	const connection = await api.get('connections/{id}', { parts: { id } });
	const { platform, name } = bodyOf(connection);
	if (platform !== 'youtube') {
		say(`Nothing was published: ${id} is no YouTube connection (${outcomeOf(connection)}).`);
		return nothing;
	}
	say(
		`On the channel "${String(name)}", one private video will be planned for a month ahead, sent twice under one key, changed, and cancelled: at most ${PUBLISH_CREDITS} credits.`,
	);
	if (!yes && !/^y(es)?$/i.test(((await ask?.('Go on? [y/N] ')) ?? '').trim())) {
		say('Nothing was published.');
		return { ...nothing, isGood: true };
	}
	if (signal.aborted) return nothing;
	const { findings, warnings } = await publishAndCancel(api, id, signal);
	for (const warning of warnings) say(`WARNING: ${warning}`);
	return { findings, exchanges: api.exchanges, isGood: warnings.length === 0 };
}
