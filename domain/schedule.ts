import { DateTime, IANAZone } from 'luxon';

import { InvalidInputError } from './errors';
import { isBlank } from './inputs';

const HOW_TO =
	'Pick a date and time, or enter one such as 2027-03-28T18:00:00, with or without an offset such as +02:00.';

/** A time of day, and the offset that makes it an instant. */
const TIME_OF_DAY = /[T ]\d{2}/i;
const OFFSET = /[T ].*(Z|[+-]\d{2}(:?\d{2})?)$/i;

type MaybeValid = ReturnType<typeof DateTime.fromISO>;

const DAY_MS = 86_400_000;

/** The display names of the parameters that a publish time comes from. */
export interface ScheduleLabels {
	readonly time: string;
	readonly zone: string;
}

/**
 * Converts a chosen publish time to what Pharlo takes: RFC 3339 with an explicit offset and whole
 * seconds. Pharlo responds with 400 to a time without an offset and to a bare date (Publishing guide,
 * Scheduling).
 *
 * A text without an offset, which is all that n8n's date picker ever gives, is taken as a time in
 * `zone`. Luxon values, JavaScript dates and texts with `Z` or an offset keep the instant they mean.
 * When clocks go back and an hour happens twice, the first one is used; to mean the second, give the
 * offset.
 *
 * @param value the parameter's value
 * @param zone IANA name, e.g. `Europe/Berlin`
 * @param now the present, to reject times that have passed
 * @returns e.g. `2027-03-28T18:00:00+02:00`
 * @throws {InvalidInputError} when the value is empty, not a time, only a date, a time that daylight
 *   saving skips, or past
 */
export function toScheduledAt(
	labels: ScheduleLabels,
	value: unknown,
	zone: string,
	now: Date,
): string {
	if (!IANAZone.isValidZone(zone)) {
		throw new InvalidInputError(
			`'${labels.zone}' is '${zone}', which is not a time zone`,
			'Choose one from the list, or enter an IANA name such as Europe/Berlin.',
		);
	}
	const time = parseTime(labels.time, value, zone);
	if (time.toMillis() <= now.getTime()) {
		const said = time.setZone(zone).toFormat('yyyy-MM-dd HH:mm');
		throw new InvalidInputError(
			`'${labels.time}' is in the past: ${said} in ${zone}`,
			"Choose a later time, or set 'Publish' to 'Now'.",
		);
	}
	return time.toISO({ suppressMilliseconds: true });
}

/**
 * Converts a time of a payload to RFC 3339 with an explicit offset and whole seconds; it may be past.
 *
 * @param label the field's display name, e.g. `Recorded At`
 * @param zone IANA name in which a text without an offset is taken
 * @throws {InvalidInputError} when the value is empty, not a time, only a date, or a time that daylight
 *   saving skips
 */
export function toTimestamp(label: string, value: unknown, zone: string): string {
	return parseTime(label, value, zone).toISO({ suppressMilliseconds: true });
}

/**
 * Formats an instant as Pharlo takes it: RFC 3339 with an explicit offset, without fractions of a second.
 *
 * @param zone IANA name, e.g. `Europe/Berlin`
 * @param milliseconds since 1970, rounded up to a whole second
 * @throws {InvalidInputError} for an unknown time zone
 */
export function instantIn(zone: string, milliseconds: number): string {
	const time = DateTime.fromMillis(Math.ceil(milliseconds / 1000) * 1000, { zone });
	return valid('Time Zone', time, zone).toISO({ suppressMilliseconds: true });
}

function parseTime(label: string, value: unknown, zone: string): DateTime<true> {
	if (isBlank(value)) {
		throw new InvalidInputError(`'${label}' is empty`, HOW_TO);
	}
	if (value instanceof Date) return valid(label, DateTime.fromJSDate(value, { zone }), value);
	const luxonText = luxonToText(value);
	if (luxonText === undefined && typeof value !== 'string') {
		throw new InvalidInputError(
			`'${label}' is of type ${typeof value}, which is not a date and time`,
			HOW_TO,
		);
	}
	const text = (luxonText ?? String(value)).trim();
	if (!TIME_OF_DAY.test(text)) {
		const isDate = DateTime.fromISO(text).isValid;
		throw new InvalidInputError(
			isDate
				? `'${label}' is only a date: '${text}'`
				: `'${label}' is '${text}', which is not a date and time`,
			isDate ? `Add the time of day, for example ${text}T18:00:00.` : HOW_TO,
		);
	}
	if (OFFSET.test(text)) return valid(label, parse(text, { setZone: true }), text);
	return parseLocalTime(label, text, zone);
}

/**
 * Luxon values are recognized by their shape: n8n's expressions make them with another copy of Luxon
 * than ours, so `instanceof` would fail.
 */
function luxonToText(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	if (!('toISO' in value) || typeof value.toISO !== 'function') return undefined;
	const text: unknown = value.toISO();
	return typeof text === 'string' ? text : '';
}

function parse(text: string, options: { zone?: string; setZone?: boolean }): MaybeValid {
	const iso = DateTime.fromISO(text, options);
	return iso.isValid ? iso : DateTime.fromSQL(text, options);
}

function valid(label: string, time: MaybeValid, value: unknown): DateTime<true> {
	if (time.isValid) return time;
	throw new InvalidInputError(
		`'${label}' is '${String(value)}', which is not a date and time`,
		HOW_TO,
	);
}

function parseLocalTime(label: string, text: string, zone: string): DateTime<true> {
	const local = valid(label, parse(text, { zone }), text);
	// As UTC, the same text shows which wall clock time was meant: Luxon silently moves a time that does
	// not occur forward.
	const meant = valid(label, parse(text, { zone: 'utc' }), text);
	if (local.hour === meant.hour && local.minute === meant.minute) {
		// Which of two equal times Luxon takes depends on the season in which it runs.
		const [first = local] = local.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
		return valid(label, first, text);
	}

	const gap = skippedHour(local, zone);
	throw new InvalidInputError(
		`'${label}' is in the hour that daylight saving skips in ${zone} (${meant.toFormat('yyyy-MM-dd HH:mm')})`,
		`Choose a time before ${gap.from} or from ${gap.to} on.`,
	);
}

/** The first wall clock time that does not occur, and the first that occurs again. */
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
