import { payloadFieldSchema, type FieldKind } from '../../domain/payload/field.ts';

/** What a parameter of a node, or a field of a payload, takes. */
export type Kind = FieldKind | 'ids' | 'json';

/** A value that an expression may give, and that no parameter of the kinds it is tried on can mean. */
export interface OddValue {
	readonly name: string;
	readonly value: unknown;
	/** The expression gave nothing, as opposed to something of another type. */
	readonly isBlank: boolean;
}

/** What remains of a blank cell, a missing key, or an object that was put into a text. */
const BLANK: readonly unknown[] = [
	undefined,
	null,
	'',
	'   ',
	[],
	{},
	NaN,
	'undefined',
	'null',
	'[object Object]',
];

/** Values of the wrong type, and the kinds for which they are the right one. */
const WRONG: ReadonlyArray<{ readonly value: unknown; readonly fits: (kind: Kind) => boolean }> = [
	{ value: { a: 1 }, fits: (kind) => ['json', 'raw'].includes(kind) },
	{ value: true, fits: (kind) => ['flag', 'raw'].includes(kind) },
	{ value: [1], fits: (kind) => ['list', 'ids', 'raw'].includes(kind) },
	{ value: 'abc', fits: (kind) => !['number', 'flag', 'dateTime'].includes(kind) },
];

/** The odd values of a kind: every blank one, and those of a type that it does not take. */
export function oddValuesOf(kind: Kind): OddValue[] {
	const wrong = WRONG.filter(({ fits }) => !fits(kind)).map(({ value }) => value);
	return [
		...BLANK.map((value) => ({ name: nameOf(value), value, isBlank: true })),
		...wrong.map((value) => ({ name: nameOf(value), value, isBlank: false })),
	];
}

/** As it is written in JavaScript. */
function nameOf(value: unknown): string {
	return value === undefined || Number.isNaN(value) ? String(value) : JSON.stringify(value);
}

/** Whether a blank value must be accepted where blank is allowed; others may be refused as a wrong type. */
export function isEmptyCell({ value }: OddValue): boolean {
	return value === undefined || value === null || (typeof value === 'string' && !value.trim());
}

/** The node's input item in which `$json.odd` is this value. */
export function itemWith(value: unknown): { odd?: unknown } {
	return value === undefined ? {} : { odd: structuredClone(value) };
}

/** The kinds of payload fields, as a form stores them. */
export const FIELD_KINDS: readonly FieldKind[] =
	payloadFieldSchema.shape.kind._def.innerType.options;
