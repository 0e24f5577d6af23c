import { bodyOf, isSuccess, outcomeOf, type Exchange, type ReadWriteApi } from './api.mts';
import { callbackFindings, isLastCallback } from './callbacks.mts';
import { cancelTrial, isCreateLost } from './cancel.mts';
import { open, settled, type Finding } from './finding.mts';
import type { TrialResult } from './publish.mts';
import type { Hit, Receiver } from './receiver.mts';
import { listed, nameOf, quoted } from './shape.mts';
import { makeDueTrial } from './trial.mts';
import type { Waits } from './waits.mts';

/** Names under which the receiver knows them. */
export const SCHEDULED_FILE = 'scheduled.mp4';
const DUE_FILE = 'due.mp4';
const CALLBACK = 'callback';

/** Maximum cost at Pharlo's default prices: a Create, which a failed assignment gets back, and reads. */
export const MEDIA_CREDITS = 5;

/**
 * Creates a private video that is due at once and whose file the receiver refuses, and derives findings
 * from Pharlo's requests to it. It can only fail; it is cancelled in any case.
 *
 * @param webhookSecret verifies the signatures of callbacks
 * @param signal stops waiting; the assignment is cancelled
 */
export async function offerRefusedMedia(
	api: ReadWriteApi,
	connectionId: string,
	receiver: Receiver,
	webhookSecret: string | undefined,
	waits: Waits,
	signal: AbortSignal,
): Promise<TrialResult> {
	const earlier = api.exchanges.length;
	const trial = makeDueTrial(connectionId, receiver.url(DUE_FILE), receiver.url(CALLBACK));
	const created = await api.send({ method: 'POST', path: 'assignments', body: trial.body });
	const { id } = bodyOf(created);
	const findings: Finding[] = [];
	let hasFailed = false;
	if (typeof id === 'string') {
		const isOver = () => receiver.hitsOf(CALLBACK).some(isLastCallback);
		await receiver.waitUntil(isOver, waits.mediaMs, signal);
		await receiver.waitForQuiet(waits.quietMs, waits.mediaMs, signal);
		const fetched = await api.get('assignments/{id}', { parts: { id } });
		hasFailed = bodyOf(fetched).status === 'failed';
		findings.push(failureOf(fetched));
	} else {
		findings.push(open('Response to a Create without a time', outcomeOf(created), created.label));
	}
	const isLost = isCreateLost(api.exchanges.slice(earlier));
	const ids = new Set(typeof id === 'string' ? [id] : []);
	const { cancelled, warnings } = await cancelTrial(api, trial, ids, isLost, waits);
	for (const { first } of hasFailed ? cancelled : []) {
		findings.push(
			settled('Response to Cancel of a failed assignment', outcomeOf(first), first.label),
		);
	}
	findings.push(...fetchFindings(receiver), ...callbackFindings(receiver, CALLBACK, webhookSecret));
	return { findings, warnings };
}

function failureOf(fetched: Exchange): Finding {
	const question = 'An assignment whose file is refused with 403';
	if (!isSuccess(fetched)) return open(question, outcomeOf(fetched), fetched.label);
	const { status, errors } = bodyOf(fetched);
	const texts = (Array.isArray(errors) ? (errors as unknown[]) : []).map((error) => {
		const { code, message } = bodyOf({ ...fetched, body: error });
		return `${nameOf(code)}: ${typeof message === 'string' ? message : nameOf(message)}`;
	});
	return settled(question, `${listed([status])}, errors: ${quoted(texts)}`, fetched.label);
}

function fetchFindings(receiver: Receiver): Finding[] {
	const early = receiver.hitsOf(SCHEDULED_FILE);
	const hits = receiver.hitsOf(DUE_FILE);
	const scheduled = 'Whether the file of a scheduled post is fetched when it is created';
	return [
		early.length > 0
			? settled(scheduled, `yes: ${methodsOf(early)}`, 'media request')
			: open(scheduled, 'not until it was cancelled, which was soon', 'media request'),
		...fetchesOf([...early, ...hits], receiver),
	];
}

function fetchesOf(hits: readonly Hit[], receiver: Receiver): Finding[] {
	const questions = {
		methods: 'How a media file is requested',
		head: 'Whether a HEAD request comes before the GET',
		range: 'Whether the GET asks for a range',
		agent: 'User agent that fetches media files',
		sources: 'How often a refused media file is requested, and from where',
		headers: 'Headers of a media request',
	};
	const [first] = hits;
	if (first === undefined) {
		const why = 'the file was not requested';
		return Object.values(questions).map((question) => open(question, why, 'media request'));
	}
	const ranges = hits.flatMap(({ headers }) => headers.range ?? []).map(rangeOf);
	const seconds = Math.round(((hits.at(-1)?.at ?? first.at) - first.at) / 1000);
	const { size } = new Set(hits.map(({ address }) => address));
	const answers = {
		methods: methodsOf(hits),
		head: first.method === 'HEAD' ? 'yes' : 'no',
		range: ranges.length === 0 ? 'no' : `yes: ${quoted(ranges)}`,
		agent: quoted(hits.map(({ headers }) => headers['user-agent'] ?? 'none')),
		sources: `requests: ${hits.length}, addresses: ${size}, seconds from the first to the last: ${seconds}`,
		headers: listed([SCHEDULED_FILE, DUE_FILE].flatMap((name) => receiver.headersOf(name))),
	};
	return Object.entries(questions).map(([key, question]) =>
		settled(question, answers[key as keyof typeof answers], 'media request'),
	);
}

function methodsOf(hits: readonly Hit[]): string {
	return hits.map(({ method }) => nameOf(method)).join(', ');
}

function rangeOf(range: string): string {
	return /^bytes=[\d,-]{1,40}$/.test(range) ? range : 'in another form';
}
