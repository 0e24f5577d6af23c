import { DateTime, IANAZone } from 'luxon';

import { Refusal } from './invalidInput';

const HOW_TO =
	'Pick a date and time, or give one such as 2027-03-28T18:00:00, with or without an offset such as +02:00.';

/** A time of day, then optionally the offset that makes it an instant. */
const TIME_OF_DAY = /[T ]\d{2}/i;
const OFFSET = /[T ].*(Z|[+-]\d{2}(:?\d{2})?)$/i;

type MaybeValid = ReturnType<typeof DateTime.fromISO>;

const DAY_MS = 86_400_000;

/**
 * Turns a chosen publish time into what Pharlo takes: RFC 3339 with an explicit offset. Pharlo
 * answers 400 to a time without one and to a bare date (Publishing guide, Scheduling).
 *
 * A text without an offset, which is all that n8n's date picker ever gives, is read in `zone`.
 * Luxon values, JavaScript dates and texts with `Z` or an offset keep the instant they mean. Where
 * the clocks go back and an hour happens twice, the first of the two is meant; to mean the second,
 * give the offset.
 *
 * @param value what the field holds
 * @param zone IANA name, e.g. `Europe/Berlin`
 * @param now the present, to refuse times that have passed
 * @returns e.g. `2027-03-28T18:00:00+02:00`
 * @throws {Refusal} when the value is empty, no time, only a date, a time that daylight saving
 *   skips, or past
 */
export function toScheduledAt(value: unknown, zone: string, now: Date): string {
	if (!IANAZone.isValidZone(zone)) {
		throw new Refusal(
			`'Time Zone' holds '${zone}', which is no time zone`,
			'Choose one from the list, or give an IANA name such as Europe/Berlin.',
		);
	}
	const time = readTime("'Date and Time'", value, zone);
	if (time.toMillis() <= now.getTime()) {
		const said = time.setZone(zone).toFormat('yyyy-MM-dd HH:mm');
		throw new Refusal(
			`'Date and Time' lies in the past: ${said} in ${zone}`,
			"Choose a later time, or set 'Publish' to 'Now'.",
		);
	}
	return time.toISO({ suppressMilliseconds: true });
}

/**
 * The same for a time in a payload, which may be past.
 *
 * @param field how messages name the field, e.g. `'Recorded At'`
 */
export function toTimestamp(field: string, value: unknown, zone: string): string {
	return readTime(field, value, zone).toISO({ suppressMilliseconds: true });
}

/**
 * An instant as Pharlo takes it: its times have no fractions of a second.
 *
 * @param milliseconds since 1970, rounded up
 */
export function instantIn(zone: string, milliseconds: number): string {
	const time = DateTime.fromMillis(Math.ceil(milliseconds / 1000) * 1000, { zone });
	return valid("'Time Zone'", time, zone).toISO({ suppressMilliseconds: true });
}

function readTime(field: string, value: unknown, zone: string): DateTime<true> {
	if (value === undefined || value === null || value === '') {
		throw new Refusal(`${field} is empty`, HOW_TO);
	}
	if (value instanceof Date) return valid(field, DateTime.fromJSDate(value, { zone }), value);
	const luxonText = readLuxon(value);
	if (luxonText === undefined && typeof value !== 'string') {
		throw new Refusal(`${field} holds a ${typeof value}, which is not a date and time`, HOW_TO);
	}
	const text = (luxonText ?? String(value)).trim();
	if (!TIME_OF_DAY.test(text)) {
		const isDate = DateTime.fromISO(text).isValid;
		throw new Refusal(
			isDate
				? `${field} holds only a date: '${text}'`
				: `${field} holds '${text}', which is not a date and time`,
			isDate ? `Add the time of day, for example ${text}T18:00:00.` : HOW_TO,
		);
	}
	if (OFFSET.test(text)) return valid(field, parse(text, { setZone: true }), text);
	return readLocalTime(field, text, zone);
}

/**
 * Luxon values are told by their shape: n8n's expressions make them with another copy of Luxon
 * than ours, so `instanceof` says no.
 */
function readLuxon(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	if (!('toISO' in value) || typeof value.toISO !== 'function') return undefined;
	const text: unknown = value.toISO();
	return typeof text === 'string' ? text : '';
}

function parse(text: string, options: { zone?: string; setZone?: boolean }): MaybeValid {
	const iso = DateTime.fromISO(text, options);
	return iso.isValid ? iso : DateTime.fromSQL(text, options);
}

function valid(field: string, time: MaybeValid, value: unknown): DateTime<true> {
	if (time.isValid) return time;
	throw new Refusal(`${field} holds '${String(value)}', which is not a date and time`, HOW_TO);
}

function readLocalTime(field: string, text: string, zone: string): DateTime<true> {
	const local = valid(field, parse(text, { zone }), text);
	// Read as UTC, the same text shows which wall clock time was meant: Luxon moves one that does
	// not occur forward without a word.
	const meant = valid(field, parse(text, { zone: 'utc' }), text);
	if (local.hour === meant.hour && local.minute === meant.minute) {
		// Which of two equal times Luxon takes depends on the season in which it is asked.
		const [first = local] = local.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
		return valid(field, first, text);
	}

	const gap = skippedHour(local, zone);
	throw new Refusal(
		`${field} falls into the hour that daylight saving skips in ${zone} (${meant.toFormat('yyyy-MM-dd HH:mm')})`,
		`Choose a time before ${gap.from} or from ${gap.to} on.`,
	);
}

/** First wall clock time that does not occur, and the first that does again. */
function skippedHour(after: DateTime<true>, zone: string): { from: string; to: string } {
	let early = after.toMillis() - DAY_MS;
	let late = after.toMillis();
	const before = DateTime.fromMillis(early, { zone });
	while (late - early > 1000) {
		const middle = Math.floor((early + late) / 2);
		if (DateTime.fromMillis(middle, { zone }).offset === before.offset) early = middle;
		else late = middle;
	}
	const change = DateTime.fromMillis(Math.floor(late / 1000) * 1000, { zone });
	const oldClock = change.setZone('utc').plus({ minutes: before.offset });
	return { from: oldClock.toFormat('HH:mm'), to: change.toFormat('HH:mm') };
}
