import { DateTime, IANAZone } from 'luxon';

import { ExpiredInputError, InvalidInputError } from './errors';
import { isBlank } from './inputs';
import { MissingInputError } from './missing';
import { splitZone } from './namedZone';

const HOW_TO =
	'Pick a date and time, or enter one such as 2027-03-28T18:00:00, with or without an offset such as +02:00.';

/** A time of day, and the offset that makes it an instant. */
const TIME_OF_DAY = /[T ]\d{2}/i;
const OFFSET = /[T ].*?(Z|([+-])(\d{2}):?(\d{2})?)$/i;

/** Luxon would take it as a time of today. */
const ONLY_TIME_OF_DAY =
	/^T?\d{1,2}(:\d{2}){1,2}([.,]\d+)?\s*([ap]\.?m\.?|Z|[+-]\d{2}(:?\d{2})?)?$/i;

/** The largest offset of any time zone, and of RFC 3339 as most parsers read it. */
const MAX_OFFSET_MINUTES = 14 * 60;

type MaybeValid = ReturnType<typeof DateTime.fromISO>;

const DAY_MS = 86_400_000;

/** The display names of what a publish time comes from, and an advice that depends on the operation. */
export interface ScheduleLabels {
	readonly time: string;
	readonly zone: string;
	/** What to do about a time that has passed. */
	readonly ifPast: string;
}

/**
 * Converts a chosen publish time to what Pharlo takes: RFC 3339 with an explicit offset and whole
 * seconds. Pharlo responds with 400 to a time without an offset and to a bare date (Publishing guide,
 * Scheduling).
 *
 * A text without an offset, which is all that n8n's date picker ever gives, is taken as a time in
 * `zone`, or in the zone that it names itself. Luxon values, JavaScript dates and texts with `Z` or an
 * offset keep the instant they mean. Fractions of a second are rounded up. When clocks go back and an
 * hour happens twice, the first one is used; to mean the second, give the offset.
 *
 * @param value the parameter's value
 * @param zone IANA name, e.g. `Europe/Berlin`
 * @param now the present, to reject times that have passed
 * @returns e.g. `2027-03-28T18:00:00+02:00`
 * @throws {ExpiredInputError} when the time has passed
 * @throws {InvalidInputError} when the value is empty, not a time, only a date, or a time that daylight
 *   saving skips
 */
export function toScheduledAt(
	labels: ScheduleLabels,
	value: unknown,
	zone: string,
	now: Date,
): string {
	requireZone(labels.zone, zone);
	const time = parseTime(labels.time, value, zone);
	if (time.toMillis() <= now.getTime()) {
		const said = time.setZone(zone).toFormat('yyyy-MM-dd HH:mm');
		throw new ExpiredInputError(
			`'${labels.time}' is in the past: ${said} in ${zone}`,
			labels.ifPast,
			toWholeSeconds(time),
		);
	}
	return toWholeSeconds(time);
}

/** @throws {InvalidInputError} for a time zone that does not exist */
export function requireZone(label: string, zone: string): void {
	if (IANAZone.isValidZone(zone)) return;
	throw new InvalidInputError(
		`'${label}' is '${zone}', which is not a time zone`,
		'Choose one from the list, or enter an IANA name such as Europe/Berlin.',
	);
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
	return toWholeSeconds(parseTime(label, value, zone));
}

/**
 * Times one after the other, a fixed number of minutes apart: also where clocks change in between.
 *
 * @param value the first time, as {@link toScheduledAt} takes it; it may be past
 * @param zone IANA name in which a text without an offset is taken
 * @returns the time of a place, counted from 0
 * @throws {InvalidInputError} when the first time is empty, not a time or does not occur
 */
export function spreadTimes(
	label: string,
	value: unknown,
	zone: string,
	minutes: number,
): (place: number) => Date {
	const first = parseTime(label, value, zone);
	return (place) => first.plus({ minutes: minutes * place }).toJSDate();
}

/**
 * Formats an instant as Pharlo takes it: RFC 3339 with an explicit offset, without fractions of a second.
 *
 * @param zone the IANA name of the workflow's time zone, e.g. `Europe/Berlin`
 * @param milliseconds since 1970, rounded up to a whole second
 * @throws {InvalidInputError} for an unknown time zone
 */
export function instantIn(zone: string, milliseconds: number): string {
	const time = DateTime.fromMillis(milliseconds, { zone });
	if (time.isValid) return toWholeSeconds(time);
	throw new InvalidInputError(
		`The workflow's time zone is '${zone}', which does not exist`,
		'Choose another one in the settings of the workflow.',
	);
}

/** Rounds up: a post must not be published before its time. */
function toWholeSeconds(time: DateTime<true>): string {
	const milliseconds = time.toMillis();
	const missing = Math.ceil(milliseconds / 1000) * 1000 - milliseconds;
	return time.plus(missing).toISO({ suppressMilliseconds: true });
}

function parseTime(label: string, value: unknown, zone: string): DateTime<true> {
	if (isBlank(value)) {
		throw new MissingInputError([{ label, howTo: HOW_TO }]);
	}
	if (value instanceof Date) return valid(label, DateTime.fromJSDate(value, { zone }), value);
	const luxonText = luxonToText(value);
	if (luxonText === undefined && typeof value !== 'string') {
		throw new InvalidInputError(
			`'${label}' is of type ${typeof value}, which is not a date and time`,
			HOW_TO,
		);
	}
	return parseText(label, (luxonText ?? String(value)).trim(), zone);
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

function parseText(label: string, text: string, zone: string): DateTime<true> {
	const { time, zone: named } = splitZone(label, text);
	if (ONLY_TIME_OF_DAY.test(time)) {
		throw new InvalidInputError(
			`'${label}' is only a time of day: '${text}'`,
			'Add the date, for example 2027-03-28T18:00:00.',
		);
	}
	if (!TIME_OF_DAY.test(time)) {
		if (!DateTime.fromISO(time).isValid) throw notATime(label, text);
		throw new InvalidInputError(
			`'${label}' is only a date: '${text}'`,
			`Add the time of day, for example ${time}T18:00:00.`,
		);
	}
	const offset = OFFSET.exec(time);
	if (offset === null) return parseLocalTime(label, time, named ?? zone);
	checkOffset(label, offset);
	const instant = valid(label, parse(time, { setZone: true }), text);
	return named === undefined ? instant : inNamedZone(label, instant, offset, named);
}

function parse(text: string, options: { zone?: string; setZone?: boolean }): MaybeValid {
	const iso = DateTime.fromISO(text, options);
	return iso.isValid ? iso : DateTime.fromSQL(text, options);
}

function valid(label: string, time: MaybeValid, value: unknown): DateTime<true> {
	if (time.isValid) return time;
	throw notATime(label, value);
}

function notATime(label: string, value: unknown): InvalidInputError {
	return new InvalidInputError(
		`'${label}' is '${String(value)}', which is not a date and time`,
		HOW_TO,
	);
}

/** Luxon takes any two digits. */
function checkOffset(label: string, [, offset, , hours, minutes]: RegExpExecArray): void {
	const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
	if (size <= MAX_OFFSET_MINUTES && Number(minutes ?? 0) < 60) return;
	throw new InvalidInputError(
		`'${label}' has the offset ${offset}, which no time zone has`,
		'Offsets lie between -14:00 and +14:00. Correct it, or leave it out.',
	);
}

/** `Z` only tells the instant (RFC 9557), so it agrees with every zone. */
function inNamedZone(
	label: string,
	instant: DateTime<true>,
	[, offset = '']: RegExpExecArray,
	zone: string,
): DateTime<true> {
	const there = valid(label, instant.setZone(zone), instant);
	if (offset.toUpperCase() === 'Z' || there.offset === instant.offset) return there;
	throw new InvalidInputError(
		`'${label}' has the offset ${offset}, but the offset of ${zone} is ${there.toFormat('ZZ')} then`,
		'Correct the offset, or leave out either the offset or the time zone.',
	);
}

function parseLocalTime(label: string, text: string, zone: string): DateTime<true> {
	// Luxon would take a word at the end for a time zone.
	if (/\D$/.test(text)) throw notATime(label, text);
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
