import { isObject, type Json } from '../../domain/payload/capabilityField.ts';
import { SIGNATURE_HEADER, verifySignature } from '../../domain/signature.ts';
import { open, settled, type Finding } from './finding.mts';
import type { Hit, Receiver } from './receiver.mts';
import { listed, nameOf, quoted } from './shape.mts';

const SEEN_IN = 'callback';

const FINAL: readonly unknown[] = ['published', 'failed', 'cancelled'];

/** Whether this callback reports that the assignment has ended. */
export function isLastCallback(hit: Hit): boolean {
	return FINAL.includes(eventOf(hit).status);
}

/** Derives findings from the callbacks that a receiver has got. */
export function callbackFindings(
	receiver: Receiver,
	name: string,
	secret: string | undefined,
): Finding[] {
	const questions = ['Statuses that callbacks report', 'Keys of a callback'] as const;
	const [statuses, keys] = questions;
	const headers = 'Headers of a callback';
	const agent = 'User agent of callbacks';
	const format = 'Format of the signature';
	const check = 'Whether the signature is that of the raw body';
	const hits = receiver.hitsOf(name);
	if (hits.length === 0) {
		return [statuses, keys, headers, agent, format, check].map((question) =>
			open(question, 'no callback', SEEN_IN),
		);
	}
	const events = hits.map(eventOf);
	const signatures = hits.map((hit) => hit.headers[SIGNATURE_HEADER]);
	return [
		settled(statuses, events.map(({ status }) => nameOf(status)).join(', '), SEEN_IN),
		settled(keys, listed(events.flatMap(Object.keys)), SEEN_IN),
		settled(headers, listed(receiver.headersOf(name)), SEEN_IN),
		settled(agent, quoted(hits.map((hit) => hit.headers['user-agent'] ?? 'none')), SEEN_IN),
		settled(format, [...new Set(signatures.map(signatureFormat))].join(' or '), SEEN_IN),
		signatureCheck(check, hits, secret),
	];
}

function signatureCheck(
	question: string,
	hits: readonly Hit[],
	secret: string | undefined,
): Finding {
	if (secret === undefined) return open(question, 'PHARLO_WEBHOOK_SECRET is not set', SEEN_IN);
	const valid = hits.filter(({ body, headers }) =>
		verifySignature(body, headers[SIGNATURE_HEADER], [secret]),
	);
	return settled(question, `${valid.length} of ${hits.length} are`, SEEN_IN);
}

function signatureFormat(signature: unknown): string {
	if (typeof signature !== 'string') return `no header ${SIGNATURE_HEADER}`;
	const [, prefix = '', digest = ''] = /^([\w-]+=)?(.*)$/s.exec(signature) ?? [];
	const before = prefix === '' ? '' : `\`${nameOf(prefix.slice(0, -1))}=\` and `;
	if (/^[0-9a-f]{64}$/.test(digest)) return `${before}64 lower-case hex digits`;
	if (/^[0-9a-f]{64}$/i.test(digest)) return `${before}64 hex digits`;
	return `another one, with ${signature.length} characters`;
}

function eventOf({ body }: Hit): Json {
	try {
		const event: unknown = JSON.parse(body.toString());
		return isObject(event) ? event : {};
	} catch {
		return {};
	}
}
