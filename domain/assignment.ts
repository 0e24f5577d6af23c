import { z } from 'zod';

/** Every status that Pharlo documents, in the order of the life cycle (Core Concepts guide). */
export const ASSIGNMENT_STATUSES = [
	'pending',
	'uploading',
	'uploaded',
	'processing',
	'published',
	'failed',
	'cancelled',
] as const;

/** Content types that an assignment may have; which of them work depends on the platform. */
export const CONTENT_TYPES = [
	'carousel',
	'image',
	'link',
	'reel',
	'short',
	'story',
	'text',
	'video',
] as const;

/** Types that carry no media file. */
export const TYPES_WITHOUT_MEDIA: readonly string[] = ['link', 'text'];

/**
 * Types for which all of Pharlo's pages require a media URL. For reel, short and story the pages
 * disagree (Assignments reference against the MCP tools page), so there the API decides.
 */
export const TYPES_THAT_NEED_MEDIA: readonly string[] = ['image', 'video'];

/** An assignment as the API answers it. Only `id` is relied upon; all other keys pass through. */
export const assignmentSchema = z.object({ id: z.string().min(1) }).catchall(z.unknown());

export type Assignment = z.infer<typeof assignmentSchema>;

/**
 * Reads an assignment's ID from what a person pasted: the ID itself, or a console or API address
 * that ends in it. IDs are opaque (UUIDs today, ULIDs in some samples), so no form is demanded.
 *
 * @returns the ID, or undefined when there is none
 */
export function readAssignmentId(input: unknown): string | undefined {
	if (typeof input !== 'string' && typeof input !== 'number') return undefined;
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
