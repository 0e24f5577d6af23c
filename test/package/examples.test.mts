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
import { boxOf, contains, GRID, isNote, overlap } from '../harness/canvas.mts';
import { boldIn, readPage } from '../harness/markdown.mts';
import { asTool, createWorkflowContext } from '../harness/setting.mts';

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
const gallery = readPage('examples/README.md').prose;

test('there are at least fourteen, each with a name of its own', () => {
	expect(examples.length).toBeGreaterThanOrEqual(14);
	expect(new Set(examples.map(([, { name }]) => name)).size).toBe(examples.length);
});

/** Operations that need no example, as `resource: operation`. */
const WITHOUT_EXAMPLE: readonly string[] = [];

test('every operation is used by one of them', () => {
	const used = new Set(
		examples.flatMap(([, { nodes }]) =>
			nodes.map(
				({ parameters: { resource, operation } }) => `${String(resource)}: ${String(operation)}`,
			),
		),
	);
	expect(operations().filter((operation) => !used.has(operation))).toEqual(WITHOUT_EXAMPLE);
});

/** All operations, as `resource: operation`. */
function operations(): string[] {
	return new built.Pharlo().description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			(displayOptions?.show?.resource ?? []).flatMap((resource) =>
				options.map((option) => `${String(resource)}: ${'value' in option ? option.value : ''}`),
			),
		);
}

/** What n8n's editor calls nodes that nobody has named. */
const GIVEN_NAME = /^(Pharlo|Edit Fields|If|Switch|HTTP Request|Set|Filter|Merge|Aggregate)\d*$/;

/** The name of a note's colour; the colour is a number from 1. */
const YELLOW = 1;

describe.each(examples)('%s', (file, workflow) => {
	const ours = workflow.nodes.flatMap((node) => {
		const type = TYPES[node.type];
		return type === undefined ? [] : [{ node, type }];
	});
	const notes = workflow.nodes.filter(isNote);
	const working = workflow.nodes.filter((node) => !isNote(node));
	const [overview, ...groups] = notes;
	const content = String(overview?.parameters.content);

	test('uses a node of ours, and has no credential and no data of somebody', () => {
		expect(ours.length).toBeGreaterThan(0);
		expect(workflow.nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		expect(Object.keys(workflow).sort()).toEqual(['connections', 'name', 'nodes', 'settings']);
	});

	test('has nodes with names of their own, which say what they do', () => {
		const names = workflow.nodes.map(({ name }) => name);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
		expect(working.map(({ name }) => name).filter((name) => GIVEN_NAME.test(name))).toEqual([]);
		const ids = workflow.nodes.map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test('is shown in the gallery, with its name and its picture', () => {
		const [base] = file.split('.');
		expect(gallery).toContain(`### [${workflow.name}](${file})\n`);
		expect(gallery).toContain(`![${workflow.name}](../docs/pictures/examples/${base}.png)`);
	});

	test('explains itself on one yellow note, as n8n.io wants it', () => {
		const yellow = notes.filter(({ parameters }) => (parameters.color ?? YELLOW) === YELLOW);
		expect(yellow).toEqual([overview]);
		const headings = [...content.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
		expect(headings).toEqual([workflow.name, 'How it works', 'Setup']);
		const words = content.split(/[^\p{L}\p{N}’-]+/u).filter((word) => word !== '');
		expect(words.length).toBeGreaterThanOrEqual(100);
		expect(words.length).toBeLessThanOrEqual(300);
		const steps = content.match(/^\d+\. .+$/gm) ?? [];
		expect(steps.map((step) => Number.parseInt(step, 10))).toEqual(steps.map((_, at) => at + 1));
		expect(steps.length).toBeGreaterThanOrEqual(3);
		expect(content).toMatch(/Community node:.*n8n-nodes-pharlo.*self-hosted/);
	});

	test('names on its notes only nodes and examples that are there', () => {
		const names = working.map(({ name }) => name);
		const bold = boldIn(content).filter((words) => !words.endsWith(':'));
		expect(bold.filter((words) => !names.includes(words))).toEqual([]);
		const italic = content.replaceAll('**', '').matchAll(/\*([^*\n]+)\*/g);
		const titles = [...italic].flatMap(([, words = '']) => (words.length > 30 ? [words] : []));
		const others = examples.map(([, { name }]) => name);
		expect(titles.filter((title) => !others.includes(title))).toEqual([]);
	});

	test('groups all its nodes on notes with short titles', () => {
		for (const { parameters } of groups) {
			expect(parameters.content).toMatch(/^## .{3,45}$/);
			expect(parameters.color).toEqual(expect.any(Number));
		}
		const outer = groups.map((note) => boxOf(note, workflow));
		const homes = working.map((node) => [
			node.name,
			outer.filter((note) => contains(note, boxOf(node, workflow))).length,
		]);
		expect(homes).toEqual(working.map(({ name }) => [name, 1]));
	});

	test('lets nothing overlap: notes cover no note, and cut no node', () => {
		const clashes = workflow.nodes.flatMap((one, index) =>
			workflow.nodes.slice(index + 1).filter((other) => {
				const [first, second] = [boxOf(one, workflow), boxOf(other, workflow)];
				const isInside =
					(isNote(one) && one !== overview && contains(first, second)) ||
					(isNote(other) && other !== overview && contains(second, first));
				const areNotes = isNote(one) && isNote(other);
				return overlap(first, second) && (areNotes || !isInside);
			}),
		);
		expect(clashes.map(({ name }) => name)).toEqual([]);
	});

	test('lies on the grid of the editor, which would move it there', () => {
		const places = workflow.nodes.map(({ name, position }) => [name, position]);
		const onGrid = workflow.nodes.map(({ name, position }) => [
			name,
			position.map((value) => Math.round(value / GRID) * GRID),
		]);
		expect(places).toEqual(onGrid);
	});

	test('connects only nodes that it has, and all of them, by outputs that they have', () => {
		const targets = Object.values(workflow.connections).flatMap((outputs) =>
			Object.values(outputs).flatMap((lists) => lists.flatMap((list) => list ?? [])),
		);
		const connected = new Set([
			...targets.map(({ node }) => node),
			...Object.keys(workflow.connections),
		]);
		expect([...connected].sort()).toEqual(working.map(({ name }) => name).sort());
		for (const { node, type } of ours) {
			const used = workflow.connections[node.name]?.main?.length ?? 0;
			expect([node.name, used <= outputsOf(node, type)]).toEqual([node.name, true]);
		}
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

/** How many outputs a node has with its parameters, without one for errors that is added by a setting. */
function outputsOf(node: INode, { description }: INodeType): number {
	const { workflow } = createWorkflowContext([node], {}, { credential: {}, types: TYPES });
	return NodeHelpers.getNodeOutputs(workflow, node, description).length;
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
