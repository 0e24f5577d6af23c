import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ROOT } from '../../tools/playground/paths.mts';
import { readExamples } from '../../tools/playground/workspace.mts';
import { asTool } from '../harness/setting.mts';

/** The built classes, as n8n loads them. */
const built = createRequire(join(ROOT, 'package.json'))('./dist/index.js') as Record<
	'Pharlo' | 'PharloTrigger',
	new () => INodeType
>;
const TYPES: Record<string, INodeType> = {
	'n8n-nodes-pharlo.pharlo': new built.Pharlo(),
	'n8n-nodes-pharlo.pharloTool': withDescription(asTool(new built.Pharlo())),
	'n8n-nodes-pharlo.pharloTrigger': new built.PharloTrigger(),
};

/** What n8n adds to the panel of a tool (convertNodeToAiTool). */
function withDescription(tool: INodeType): INodeType {
	const text = { type: 'string', default: '' } as const;
	const added = ['descriptionType', 'toolDescription'].map((name) => ({
		...text,
		displayName: name,
		name,
	}));
	tool.description.properties = [...added, ...tool.description.properties];
	return tool;
}

const examples = [...readExamples()];

test('there are at least ten, each with a name of its own', () => {
	expect(examples.length).toBeGreaterThanOrEqual(10);
	expect(new Set(examples.map(([, { name }]) => name)).size).toBe(examples.length);
});

describe.each(examples)('%s', (_file, workflow) => {
	const ours = workflow.nodes.flatMap((node) => {
		const type = TYPES[node.type];
		return type === undefined ? [] : [{ node, type }];
	});

	test('uses a node of ours, without a credential of somebody', () => {
		expect(ours.length).toBeGreaterThan(0);
		expect(ours.every(({ node }) => node.credentials === undefined)).toBe(true);
	});

	test('explains itself on a sticky note', () => {
		const note = workflow.nodes.find(isNote);
		expect(String(note?.parameters.content)).toMatch(/^## /);
	});

	test('covers nothing with its notes', () => {
		const boxes = workflow.nodes.map((node) => ({ ...boxOf(node), isNote: isNote(node) }));
		const covered = boxes.flatMap((note, index) =>
			note.isNote ? boxes.filter((other, at) => at !== index && overlap(note, other)) : [],
		);
		expect(covered.map(({ name }) => name)).toEqual([]);
	});

	test('connects only nodes that it has, and all of them', () => {
		const names = workflow.nodes.map(({ name }) => name);
		const reached = Object.values(workflow.connections).flatMap(({ main }) =>
			(main ?? []).flatMap((outputs) => (outputs ?? []).map(({ node }) => node)),
		);
		const connected = new Set([...reached, ...Object.keys(workflow.connections)]);
		const notes = workflow.nodes.filter(isNote);
		expect([...connected, ...notes.map(({ name }) => name)].sort()).toEqual(names.sort());
	});

	test.each(ours.map(({ node, type }) => [node.name, node, type] as const))(
		'%s: every parameter exists, is shown and holds a value that is offered',
		(_name, node, type) => {
			const { properties } = type.description;
			expect(NodeHelpers.getNodeParametersIssues(properties, node, type.description)).toBeNull();
			const filled = withDefaults(node, type);
			for (const [name, value] of Object.entries(node.parameters)) {
				const shown = properties.filter(
					(property) =>
						property.name === name &&
						NodeHelpers.displayParameter(filled, property, node, type.description),
				);
				expect({ name, shown: shown.length }).toEqual({ name, shown: 1 });
				checkOptions(shown[0], value);
			}
		},
	);
});

interface Box {
	readonly name: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

function isNote({ type }: INode): boolean {
	return type === 'n8n-nodes-base.stickyNote';
}

const NODE_SIZE = 96;
/** A node is this much higher for each output after the second. */
const OUTPUT_HEIGHT = 32;
/** The name below a node, which is wider than the node. */
const NAME = { height: 44, margin: 32 };

/** Where n8n draws a node with its name, or a note. */
function boxOf(node: INode): Box {
	const [left, top] = node.position;
	const { name, parameters } = node;
	if (isNote(node)) {
		const { width, height } = parameters as { width: number; height: number };
		return { name, left, top, right: left + width, bottom: top + height };
	}
	const outputs = parameters.outputs === 'byOutcome' ? 4 : 2;
	return {
		name,
		left: left - NAME.margin,
		top,
		right: left + NODE_SIZE + NAME.margin,
		bottom: top + NODE_SIZE + (outputs - 2) * OUTPUT_HEIGHT + NAME.height,
	};
}

function overlap(one: Box, other: Box): boolean {
	const isBeside = one.right <= other.left || other.right <= one.left;
	return !isBeside && one.bottom > other.top && other.bottom > one.top;
}

/** As n8n loads a workflow: a parameter that came later, such as Media, has its default. */
function withDefaults(node: INode, { description }: INodeType): INodeParameters {
	const { properties } = description;
	return (
		NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description) ?? {}
	);
}

function checkOptions(property: INodeProperties | undefined, value: unknown): void {
	if (property?.options === undefined) return;
	if (property.type === 'options' || property.type === 'multiOptions') {
		const offered = property.options.map((option) =>
			'value' in option ? option.value : undefined,
		);
		for (const chosen of Array.isArray(value) ? value : [value]) {
			if (!String(chosen).startsWith('=')) expect(offered).toContain(chosen);
		}
	}
	if (property.type === 'collection' && typeof value === 'object' && value !== null) {
		for (const [name, entry] of Object.entries(value)) {
			const option = property.options.find((candidate) => candidate.name === name);
			expect(option?.name).toBe(name);
			checkOptions(option as INodeProperties, entry);
		}
	}
}
