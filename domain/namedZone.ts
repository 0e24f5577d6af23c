import { IANAZone } from 'luxon';

import { InvalidInputError } from './errors';

/** In brackets, as Java and JavaScript's Temporal write it (RFC 9557), or after a space, as SQL does. */
const IN_BRACKETS = /^(.*\S)\s*\[!?([^[\]]*)\]$/;
const AFTER_SPACE = /^(.*\S)\s+([a-z_]+\/[a-z0-9_+/-]+|UTC|GMT)$/i;

/**
 * Splits the time zone off a text such as `2027-05-01T18:00:00+02:00[Europe/Berlin]`.
 *
 * Abbreviations are no names: `BST` is British to a person, and Bangladesh to JavaScript.
 *
 * @param label the parameter's display name
 * @throws {InvalidInputError} when the brackets hold something other than an IANA name
 */
export function splitZone(
	label: string,
	text: string,
): { readonly time: string; readonly zone?: string } {
	const [, time, zone] = IN_BRACKETS.exec(text) ?? AFTER_SPACE.exec(text) ?? [];
	if (time === undefined || zone === undefined) return { time: text };
	if (/^(.+\/.+|UTC|GMT)$/i.test(zone) && IANAZone.isValidZone(zone)) return { time, zone };
	throw new InvalidInputError(
		`'${label}' names the time zone '${zone}', which does not exist`,
		'Use an IANA name such as Europe/Berlin, or an offset such as +02:00.',
	);
}
