import type { INode, IConnections } from 'n8n-workflow';

import type { WorkflowFile } from '../../tools/playground/n8n-api.mts';

/** A rectangle of n8n's canvas. */
export interface Box {
	readonly name: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Sizes in pixels, measured in n8n 2.41.1. A name is centered below its node, in up to two lines and a subtitle. */
const NODE = { width: 96, height: 96, nameWidth: 192, nameHeight: 72 };
/** A tool or a model below an agent. */
const SUB_NODE = { width: 80, height: 80, nameWidth: 160, nameHeight: 72 };
/** A node with sub-nodes has its name inside, and connectors with labels below. */
const AGENT = { width: 224, height: 96, nameWidth: 224, nameHeight: 72 };
/** The editor moves what it imports to a multiple of this. */
export const GRID = 16;
/** A node is this much higher for each input or output after the second. */
const CONNECTOR_HEIGHT = 32;

/** Whether n8n shows a node as a sticky note. */
export function isNote({ type }: INode): boolean {
	return type === 'n8n-nodes-base.stickyNote';
}

/** Where n8n draws a note, or a node together with its name. */
export function boxOf(node: INode, { connections }: WorkflowFile): Box {
	const [left, top] = node.position;
	const { name, parameters } = node;
	if (isNote(node)) {
		const { width, height } = parameters as { width: number; height: number };
		return { name, left, top, right: left + width, bottom: top + height };
	}
	const kinds = Object.keys(connections[name] ?? {});
	const isAgent = Object.values(connections).some((outputs) => leadsTo(outputs, name));
	const size = isAgent ? AGENT : kinds.some((kind) => kind !== 'main') ? SUB_NODE : NODE;
	const margin = (size.nameWidth - size.width) / 2;
	const more = Math.max(0, connectorsOf(node, connections) - 2) * CONNECTOR_HEIGHT;
	return {
		name,
		left: left - margin,
		top,
		right: left + size.width + margin,
		bottom: top + size.height + more + size.nameHeight,
	};
}

/** Whether a sub-node is attached to a node. */
function leadsTo(outputs: IConnections[string], name: string): boolean {
	return Object.entries(outputs).some(
		([kind, lists]) =>
			kind !== 'main' && lists.some((targets) => targets?.some(({ node }) => node === name)),
	);
}

/** How many inputs or outputs a node has, whichever are more. */
function connectorsOf({ name, parameters }: INode, connections: IConnections): number {
	const outputs = connections[name]?.main?.length ?? 0;
	const inputs = Number(parameters.numberInputs ?? 1);
	return Math.max(outputs, inputs);
}

/** Whether two rectangles have a part in common. */
export function overlap(one: Box, other: Box): boolean {
	const isBeside = one.right <= other.left || other.right <= one.left;
	return !isBeside && one.bottom > other.top && other.bottom > one.top;
}

/** Whether a rectangle lies wholly inside another one. */
export function contains(outer: Box, inner: Box): boolean {
	return (
		outer.left <= inner.left &&
		outer.top <= inner.top &&
		outer.right >= inner.right &&
		outer.bottom >= inner.bottom
	);
}
