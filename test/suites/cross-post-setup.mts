import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../tools/playground/n8n-api.mts';
import { addConnections, askedOf, crossPostVideo } from '../harness/cross-post.mts';
import { FACEBOOK, YOUTUBE } from '../harness/pharlo.mts';
import { node } from '../harness/setting.mts';
import { itemsOf } from './input-file-checks.mts';
import type { FileSetup, FileWorkflow } from './input-file-setup.mts';

/** Tells in the title and the text of a post which row it is for. */
const OF_ROW: INodeParameters = {
	media: 'url',
	title: '=Row {{ $json.row }}',
	text: '=Row {{ $json.row }}',
};

/** The post of a row on a connection. */
export type Post = readonly [row: number, connectionId: string];

/** Publishes a workflow that cross-posts the rows that its webhook gets. */
export async function publishCrossPost(
	setup: FileSetup,
	parameters: INodeParameters = {},
	branches: readonly INode[] = [],
): Promise<FileWorkflow> {
	const rows = node('Rows', 'n8n-nodes-base.splitOut', {
		fieldToSplitOut: 'body.rows',
		options: {},
	});
	return await setup.publishWorkflow({
		source: [rows],
		parameters: crossPostVideo({ ...OF_ROW, ...parameters }),
		branches,
	});
}

/** Calls the webhook of such a workflow with rows that have a number, and what is given for each. */
export async function callWith(
	workflow: FileWorkflow,
	count: number,
	more: (row: number) => IDataObject = () => ({}),
): Promise<void> {
	const rows = Array.from({ length: count }, (_, row) => ({ row, ...more(row) }));
	await workflow.call(JSON.stringify({ rows }), { 'content-type': 'application/json' });
}

/** The demo channel and page, and others of their kinds. */
export function manyConnections({ pharlo }: FileSetup, count: number): string[] {
	const half = Math.floor(count / 2) - 1;
	return [
		YOUTUBE,
		FACEBOOK,
		...addConnections(pharlo, YOUTUBE, half),
		...addConnections(pharlo, FACEBOOK, count - 2 - half),
	];
}

/** Each of so many rows on each of these connections, in the order of the output. */
export function postsOf(rows: number, connectionIds: readonly string[]): Post[] {
	return Array.from({ length: rows }, (_, row) =>
		connectionIds.map((id): Post => [row, id]),
	).flat();
}

interface Sent {
	readonly connectionId?: unknown;
	readonly payload?: unknown;
}

function nameOf({ connectionId, payload }: Sent): string {
	const [, row] = /Row (\d+)/.exec(JSON.stringify(payload)) ?? [];
	return `${String(row)} on ${String(connectionId)}`;
}

const namesOf = (posts: readonly Post[]): string[] => posts.map(([row, id]) => `${row} on ${id}`);

/** What the simulator stored, as names. */
export function storedNames({ pharlo }: FileSetup): string[] {
	return pharlo.assignments.map(nameOf);
}

/** Expects that these posts are stored and no others, each once, and that no other one was asked for. */
export function expectStored(setup: FileSetup, posts: readonly Post[]): void {
	const wanted = namesOf(posts);
	expect(storedNames(setup).sort()).toEqual([...wanted].sort());
	const asked = askedOf(setup.pharlo).map(
		(body) => `${nameOf(body)}: ${String(body.idempotencyKey ?? null)}`,
	);
	const keys = setup.pharlo.assignments.map((one) => `${nameOf(one)}: ${one.idempotencyKey}`);
	// A lost answer may have been asked for again, but always by the same key.
	expect(keys.filter((key) => !asked.includes(key))).toEqual([]);
	expect(new Set(setup.pharlo.assignments.map((one) => one.idempotencyKey)).size).toBe(
		posts.length,
	);
}

/** Expects that an execution has succeeded, and that what it outputs is stored, once, and nothing else. */
export function expectEachOnce(
	setup: FileSetup,
	execution: Execution,
	posts: readonly Post[],
): void {
	expect(execution.data.resultData.error).toBeUndefined();
	expect(execution.status).toBe('success');
	expectStored(setup, posts);
	const idOf = new Map(setup.pharlo.assignments.map((one) => [nameOf(one), one.id]));
	expect(
		itemsOf(execution, 'Pharlo').map(({ json, pairedItem }) => [
			json.id,
			json.connectionId,
			pairedItem,
		]),
	).toEqual(posts.map((post) => [idOf.get(namesOf([post])[0] ?? ''), post[1], { item: post[0] }]));
}

/** The names of what was asked for, in the order of arrival. */
export function askedNames({ pharlo }: FileSetup): string[] {
	return askedOf(pharlo).map(nameOf);
}
