import { z } from 'zod';

import { isBlank } from './inputs';

/** A status of an assignment. */
interface Status {
	readonly value: string;
	readonly name: string;
	readonly description: string;
	/**
	 * Nothing happens by itself after this status (Code Examples page, Poll for assignment completion).
	 * A failed assignment can be retried, but only if somebody asks for it.
	 */
	readonly isFinal?: true;
	/** What can be done in this status (Publishing guide, Core Concepts guide). */
	readonly next: string;
}

/** Every documented status, sorted by name as n8n wants it. Pharlo may add others at any time. */
export const ASSIGNMENT_STATUSES: readonly Status[] = [
	{
		value: 'cancelled',
		name: 'Cancelled',
		description: 'Stopped before it was published',
		isFinal: true,
		next: 'that is final, create a new one',
	},
	{
		value: 'failed',
		name: 'Failed',
		description: 'Not published; the errors say why',
		isFinal: true,
		next: 'Retry queues it again',
	},
	{
		value: 'pending',
		name: 'Pending',
		description: 'Queued, or waiting for its publish time',
		next: 'it can be updated or cancelled',
	},
	{
		value: 'processing',
		name: 'Processing',
		description: 'The platform is processing it',
		next: 'wait until it is published or failed',
	},
	{
		value: 'published',
		name: 'Published',
		description: 'Live on the platform',
		isFinal: true,
		next: 'Update Published changes what is live',
	},
	{
		value: 'uploaded',
		name: 'Uploaded',
		description: 'The media has reached the platform',
		next: 'it can be updated',
	},
	{
		value: 'uploading',
		name: 'Uploading',
		description: 'The media is being sent to the platform',
		next: 'wait until it is uploaded, published or failed',
	},
];

/**
 * Explains why an operation does not fit the status of the assignment, and what does.
 *
 * @param rule in which statuses the operation works, as a sentence
 * @param status the present status, if it is known
 */
export function explainConflict(rule: string, status: string | undefined): string {
	if (status === undefined) return `${rule} Check its status with Get.`;
	const known = ASSIGNMENT_STATUSES.find(({ value }) => value === status);
	return known === undefined
		? `${rule} This one is ${status}.`
		: `${rule} This one is ${status}: ${known.next}.`;
}

/**
 * The status that Pharlo names in a sentence such as `cannot be updated in status "published"`:
 * fetching the assignment to find out would cost a credit.
 */
export function statusIn(words: string): string | undefined {
	const named = /\bstatus\W+([a-z]+)/i.exec(words)?.[1]?.toLowerCase();
	return ASSIGNMENT_STATUSES.find(({ value }) => value === named)?.value;
}

/** A type of content, and whether it needs a media file. */
interface ContentType {
	readonly value: string;
	readonly name: string;
	readonly description?: string;
	readonly media: 'none' | 'optional' | 'required';
}

/**
 * Content types that an assignment may have, sorted by name; the platform decides which of them it
 * takes. All of Pharlo's pages require media for image and video. For the types marked as optional
 * the pages disagree (Assignments reference, MCP tools page), so Pharlo decides.
 */
export const CONTENT_TYPES: readonly ContentType[] = [
	{
		value: 'carousel',
		name: 'Carousel',
		description: 'Pharlo does not document how to send several files',
		media: 'optional',
	},
	{ value: 'image', name: 'Image', media: 'required' },
	{ value: 'link', name: 'Link', media: 'none' },
	{ value: 'reel', name: 'Reel', media: 'optional' },
	{ value: 'short', name: 'Short', media: 'optional' },
	{ value: 'story', name: 'Story', media: 'optional' },
	{ value: 'text', name: 'Text', media: 'none' },
	{ value: 'video', name: 'Video', media: 'required' },
];

/** The name of a content type for people; its value where it is not documented. */
export function nameOfContentType(type: string): string {
	return CONTENT_TYPES.find(({ value }) => value === type)?.name ?? type;
}

/** An assignment as Pharlo returns it. Only `id` is relied upon; all other keys pass through. */
export const assignmentSchema = z.object({ id: z.string().min(1) }).catchall(z.unknown());

/**
 * Parses an assignment's ID out of what a person pasted: the ID itself, or a console or API address
 * that ends in it. IDs are opaque (UUIDs today, ULIDs in some samples), so no format is required.
 *
 * @returns the ID, or undefined when there is none
 */
export function parseAssignmentId(input: unknown): string | undefined {
	if (isBlank(input) || (typeof input !== 'string' && typeof input !== 'number')) return undefined;
	const text = String(input).trim();
	if (!/^https?:\/\//i.test(text)) return text === '' || /[\s/]/.test(text) ? undefined : text;

	if (!URL.canParse(text)) return undefined;
	const segments = new URL(text).pathname.split('/').filter((segment) => segment !== '');
	// The address of an API action names it after the ID.
	if (segments.at(-1) === 'retry') segments.pop();
	const last = segments.at(-1);
	if (last === undefined || last === 'assignments') return undefined;
	try {
		return decodeURIComponent(last);
	} catch {
		return undefined;
	}
}
