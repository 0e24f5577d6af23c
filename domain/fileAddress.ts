/**
 * How long a file's address lives after the publish time: Pharlo fetches the media when it publishes,
 * and again when a failed assignment is retried, by itself or by the user.
 */
const ADDRESS_MARGIN_HOURS = 48;

/** How long n8n keeps saved executions with their files, unless EXECUTIONS_DATA_MAX_AGE says otherwise. */
export const RETENTION_HOURS = 336;

const HOUR_MS = 3_600_000;

/**
 * How long the address of a file has to live.
 *
 * @param publishAt when Pharlo fetches the file
 * @returns in the form that n8n wants, such as `172800s`
 */
export function addressLifetime(publishAt: Date, now: Date): string {
	const ahead = Math.max(0, publishAt.getTime() - now.getTime());
	return `${Math.ceil((ahead + ADDRESS_MARGIN_HOURS * HOUR_MS) / 1000)}s`;
}

/** Whether n8n may have deleted the file of an execution before it is published. */
export function outlivesRetention(publishAt: Date, now: Date): boolean {
	return publishAt.getTime() - now.getTime() > RETENTION_HOURS * HOUR_MS;
}

/** Modes of executions that get files of another one: n8n's Retry, and a workflow that another one calls. */
const INHERITING_MODES = ['retry', 'integrated'];

/**
 * Whether a stored file belongs to an execution and stays as long as it. What a webhook or a form has
 * received is stored in a temporary place and moved when the execution ends; what came from another
 * execution is deleted with that one. An ID in the database does not tell to which execution it belongs,
 * but never changes.
 *
 * @param mode how the execution was started
 * @param id n8n's ID of the file, such as `filesystem-v2:workflows/1/executions/2/binary_data/3`
 */
export function isStoredWith(executionId: string, mode: string, id: string): boolean {
	return id.startsWith('database:')
		? !INHERITING_MODES.includes(mode)
		: id.includes(`/executions/${executionId}/`);
}

/** A file as n8n hands it on: a reference to where it is stored, or its bytes in base64. */
export interface HeldFile {
	readonly data: string;
	readonly mimeType: string;
	readonly [key: string]: string | number | undefined;
}

/** Whether a value is a file of n8n, such as an expression like `$('Download').item.binary.data` gives. */
export function isHeldFile(value: unknown): value is HeldFile {
	if (typeof value !== 'object' || value === null) return false;
	const { mimeType, data } = value as Readonly<Record<string, unknown>>;
	return typeof mimeType === 'string' && typeof data === 'string';
}

/** A file as far as it is known without reading it. */
export interface FileFacts {
	readonly name: string;
	/** In bytes. */
	readonly size: number;
	readonly type: string;
}

/**
 * What stands for a file where posts are compared: each of its addresses has another token.
 *
 * @param sha256 of its bytes, where they were read
 */
export function fileIdentity({ name, size, type }: FileFacts, sha256?: string): string {
	return sha256 === undefined ? JSON.stringify([name, size, type]) : `sha256:${sha256}`;
}

/**
 * A file name that every store and header takes: without folders, control and direction characters, and
 * halves of characters, on which n8n's response would fail.
 */
export function plainFileName(name: string): string {
	return [...name.replace(/[/\\]/g, '_').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')]
		.slice(0, 200)
		.join('')
		.trim();
}

/** n8n's signed address of a file, up to its token; its signs are encoded where it is part of another one. */
const SIGNED =
	'binary-data(?:/|%(?:25)*2F|\\\\/)signed(?:\\?|%(?:25)*3F|\\\\u003F)token(?:=|%(?:25)*3D|\\\\u003D)';

/** The token, after what stands before it. */
export const FILE_TOKEN = new RegExp(`(${SIGNED})[\\w.-]+`, 'gi');

const FILE_ADDRESS = new RegExp(SIGNED, 'i');

/** Whether an address is one at which n8n serves a file to whoever has it, its token hidden or not. */
export function isFileAddress(url: unknown): boolean {
	return typeof url === 'string' && FILE_ADDRESS.test(url);
}
