import { writeFile } from 'node:fs/promises';

import { isPrivateAddress } from '../../domain/webAddress.ts';
import { scrub } from '../../domain/scrub.ts';
import { bodyOf, isSuccess, outcomeOf, ReadOnlyApi, ReadWriteApi, type Exchange } from './api.mts';
import { connectChannel } from './connect.mts';
import { publish } from './consent.mts';
import { open, type Finding } from './finding.mts';
import { creditsUsed, headerFindings } from './headers.mts';
import type { SmokeOptions } from './options.mts';
import { Redactor } from './privacy.mts';
import { account } from './probes/account.mts';
import { assignments } from './probes/assignments.mts';
import { connections } from './probes/connections.mts';
import { deliveries } from './probes/deliveries.mts';
import { errors } from './probes/errors.mts';
import { platforms } from './probes/platforms.mts';
import type { Known } from './probes/probe.mts';
import { statistics } from './probes/statistics.mts';
import { Receiver } from './receiver.mts';
import { toReport } from './report.mts';
import type { Terminal } from './terminal.mts';
import { WAITS, type Waits } from './waits.mts';

const PROBES = { account, platforms, assignments, connections, deliveries, statistics, errors };

/** At Pharlo's default prices. */
export const PROBE_CREDITS = Object.values(PROBES).reduce((sum, { credits }) => sum + credits, 0);

/**
 * Runs all probes, prints the report, and with `publish` creates and cancels assignments.
 *
 * @returns the exit code: 0 on success, 1 if the API is not accessible, something has to be cleaned
 * up, or the report could not be written
 */
export async function runSmoke(
	options: SmokeOptions,
	given: Terminal,
	waits: Waits = WAITS,
): Promise<number> {
	const { apiKey, baseUrl } = options;
	const terminal = { ...given, say: (line: string) => given.say(scrub(line, [apiKey])) };
	const { say } = terminal;
	if (options.publish && !options.yes && given.ask === undefined) {
		say('--publish needs a confirmation, but there is no terminal: add --yes.');
		return 1;
	}
	const api = new ReadWriteApi(baseUrl, apiKey);
	say(`Reading from ${baseUrl}: at most ${PROBE_CREDITS} credits at Pharlo's default prices.`);
	const balance = await api.get('billing/status');
	if (balance.status === 401) {
		say(`${baseUrl} does not accept this key: ${outcomeOf(balance)}.`);
		return 1;
	}
	let isGood = isSuccess(balance);
	const findings: Finding[] = [];
	if (isGood) {
		say(`Available credits: ${String(bodyOf(balance).balance)}.`);
		isGood = await askAll(options, terminal, api, waits, findings);
	} else {
		say(`${baseUrl} does not show the credits with this key: ${outcomeOf(balance)}. Try later.`);
		findings.push(open('Access with this key', outcomeOf(balance), balance.label));
	}
	findings.push(...headerFindings(api.exchanges));
	const isWritten = await finish(options, terminal, findings, api.exchanges);
	return isGood && isWritten ? 0 : 1;
}

/**
 * Collects the findings of everything that the options ask for.
 *
 * @returns whether nothing has to be cleaned up
 */
async function askAll(
	options: SmokeOptions,
	terminal: Terminal,
	api: ReadWriteApi,
	waits: Waits,
	findings: Finding[],
): Promise<boolean> {
	const { say, signal } = terminal;
	const known: Known = { platforms: [] };
	const reader: ReadOnlyApi = api;
	for (const [name, probe] of Object.entries(PROBES)) {
		if (signal.aborted) break;
		// What the others have found has been paid for.
		await keepGoing(findings, name, async () => await probe.run(reader, known));
	}
	const receiver = await openReceiver(options, say);
	try {
		let isGood = true;
		if (options.publish) {
			await keepGoing(findings, 'publish', async () => {
				const published = await publish(options, known, api, receiver, terminal, waits);
				isGood = published.isGood;
				return published.findings;
			});
		}
		if (options.connect && !signal.aborted) {
			await keepGoing(
				findings,
				'connect',
				async () => await connectChannel(api, receiver, say, waits, signal),
			);
		}
		return isGood;
	} finally {
		await receiver?.close();
	}
}

async function keepGoing(
	findings: Finding[],
	name: string,
	act: () => Promise<Finding[]>,
): Promise<void> {
	try {
		findings.push(...(await act()));
	} catch (error) {
		findings.push(open(`Questions about ${name}`, `not asked: ${String(error)}`, name));
	}
}

async function openReceiver(
	{ receiver: options }: SmokeOptions,
	say: Terminal['say'],
): Promise<Receiver | undefined> {
	if (options === undefined) return undefined;
	const { listen, publicUrl } = options;
	try {
		const receiver = await Receiver.open(listen, publicUrl);
		if (await receiver.isReachable()) return receiver;
		await receiver.close();
		say(`${publicUrl} does not lead to port ${listen.port}: nothing is asked about media.`);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		say(`Port ${listen.port} cannot be used (${code}): nothing is asked about media.`);
	}
	return undefined;
}

/** @returns whether the report is where it should be */
async function finish(
	{ apiKey, webhookSecret, baseUrl, reportFile }: SmokeOptions,
	{ say, print }: Terminal,
	findings: readonly Finding[],
	exchanges: readonly Exchange[],
): Promise<boolean> {
	const { hostname, origin } = new URL(baseUrl);
	const isPublic = /(^|\.)pharlo\.io$/.test(hostname) || isPrivateAddress(baseUrl);
	const secrets = [apiKey, ...(webhookSecret === undefined ? [] : [webhookSecret])];
	const redactor = new Redactor(exchanges, secrets, ['pharlo.io', ...(isPublic ? [hostname] : [])]);
	const source = isPublic ? origin : 'another base URL';
	const report = toReport(source, findings, exchanges, redactor);
	print(report);
	say(`Credits used, according to the responses: ${creditsUsed(exchanges)}.`);
	if (reportFile === undefined) return true;
	try {
		await writeFile(reportFile, `${report}\n`);
		say(`The report is in ${reportFile}.`);
		return true;
	} catch (error) {
		say(`The report could not be written to ${reportFile}: ${String(error)}`);
		return false;
	}
}
