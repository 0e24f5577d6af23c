import { createHash } from 'node:crypto';

import type { Execution } from '../../tools/playground/n8n-api.mts';
import type { Assignment } from '../../tools/simulator/state.mts';
import type { FileSetup } from './input-file-setup.mts';

function sha256(content: Uint8Array): string {
	return createHash('sha256').update(content).digest('hex');
}

/** Returns what a node output in its last run. */
export function itemsOf({ data }: Execution, name: string) {
	return data.resultData.runData[name]?.at(-1)?.data?.main?.[0] ?? [];
}

/**
 * Expects that an execution has created one assignment, that Pharlo downloads this video for it, that the
 * next node gets it as well, and that n8n stores its address nowhere.
 *
 * @param name of the file in the output
 */
export async function expectPublished(
	setup: FileSetup,
	execution: Execution,
	content: Uint8Array,
	name: string,
): Promise<void> {
	expect(execution.data.resultData.error).toBeUndefined();
	expect(execution.status).toBe('success');
	const assignment = setup.onlyAssignment;
	await expectDownloaded(setup, assignment, content);
	const [item] = itemsOf(execution, 'Pharlo');
	expect(item?.json).toMatchObject({ id: assignment.id, mediaFile: name });
	expect(item?.json).not.toHaveProperty('mediaUrl');
	const [binary] = Object.values(item?.binary ?? {});
	expect(binary).toMatchObject({ mimeType: 'video/mp4', fileName: name });
	expect(itemsOf(execution, 'Hash')).toMatchObject([{ json: { sha256: sha256(content) } }]);
	expectNoFileAddress(execution);
}

/** Expects that an assignment gets published with this video. */
export async function expectDownloaded(
	setup: FileSetup,
	assignment: Assignment,
	content: Uint8Array,
): Promise<void> {
	expect(await setup.publish(assignment)).toMatchObject({
		status: 'published',
		errors: [],
		mediaContentType: 'video/mp4',
		mediaSizeBytes: content.length,
		media: { sha256: sha256(content), bytes: content.length, contentType: 'video/mp4' },
	});
}

interface ExpectedError {
	readonly message: string | RegExp;
	readonly description: string;
	readonly itemIndex?: number;
}

/** Expects that an execution has failed with this error, before it has asked Pharlo for anything but facts. */
export function expectRefused(
	{ pharlo }: FileSetup,
	execution: Execution,
	{ message, description, itemIndex = 0 }: ExpectedError,
): void {
	expect(execution.status).toBe('error');
	expect(execution.data.resultData.error).toMatchObject({
		message: expect.stringMatching(message),
		description: expect.stringContaining(description),
		context: { itemIndex },
	});
	expect(pharlo.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	expectNoFileAddress(execution);
}

/** Expects that n8n stores no address at which it gives a file to whoever has it. */
export function expectNoFileAddress({ data }: Execution): void {
	expect(JSON.stringify(data)).not.toMatch(/signed\?token=(?!\[)|eyJ[\w-]+\.eyJ/);
}
