import { isObject, type Json } from './payload/capabilityField';

/** The texts by which people know a post, the most telling first; each platform has some of them. */
const TEXT_KEYS = ['title', 'message', 'text', 'caption', 'description'] as const;

/** What fits into a column of n8n's table. */
const MAX_LENGTH = 60;

/**
 * How people know a post: its title, or else the first words of its text. Nothing but the payload tells,
 * and Pharlo does not document that it returns it.
 *
 * @param payload an assignment's payload, as it was sent or as Pharlo returns it
 * @returns at most 60 characters on one line, or null where there is no text
 */
export function titleOf(payload: unknown): string | null {
	if (!isObject(payload)) return null;
	for (const key of TEXT_KEYS) {
		const text = payload[key];
		if (typeof text === 'string' && text.trim() !== '') return shorten(text.trim());
	}
	return null;
}

function shorten(text: string): string {
	const line = text.replace(/\s+/g, ' ');
	const characters = [...line];
	if (characters.length <= MAX_LENGTH) return line;
	const start = characters.slice(0, MAX_LENGTH - 1).join('');
	const lastSpace = start.lastIndexOf(' ');
	return `${lastSpace > MAX_LENGTH / 2 ? start.slice(0, lastSpace) : start}…`;
}

/**
 * The name of the channel or page that an assignment is for; undefined where Pharlo does not tell. It is
 * not documented; these are the two usual ways.
 */
export function connectionNameOf({ connectionName, connection }: Json): string | undefined {
	const names = [connectionName, isObject(connection) ? connection.name : undefined];
	return names.find((name): name is string => typeof name === 'string' && name !== '');
}
