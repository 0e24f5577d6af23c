// Which file may import which. `npm run check` and `npm test` hold the source to it.
import { readFileSync } from 'node:fs';

/**
 * The rooms of what ships, from top to bottom. A file may import from its own room and from those that
 * its room lists. All of these stand further down, so a circle between rooms is impossible.
 */
const ROOMS = {
	index: {
		path: '^index\\.ts$',
		imports: ['nodes', 'credentials', 'domain'],
	},
	nodes: {
		path: '^nodes/Pharlo/[^/]+\\.node\\.ts$',
		imports: [
			'actions',
			'properties',
			'methods',
			'waiting',
			'files',
			'execution',
			'webhook',
			'transport',
			'domain',
		],
	},
	actions: {
		path: '^nodes/Pharlo/actions/',
		imports: ['properties', 'waiting', 'files', 'execution', 'transport', 'domain'],
	},
	properties: {
		path: '^nodes/Pharlo/properties/',
		imports: ['methods', 'execution', 'domain'],
		// A property declares what it needs of a request. Sending it is the business of an operation.
		importsTypes: ['transport'],
	},
	methods: {
		path: '^nodes/Pharlo/methods/',
		imports: ['transport', 'domain'],
	},
	waiting: {
		path: '^nodes/Pharlo/waiting/',
		imports: ['execution', 'webhook', 'transport', 'domain'],
	},
	files: {
		path: '^nodes/Pharlo/files/',
		imports: ['execution', 'transport', 'domain'],
	},
	execution: {
		path: '^nodes/Pharlo/execution/',
		imports: ['transport', 'domain'],
	},
	webhook: {
		path: '^nodes/Pharlo/webhook/',
		imports: ['domain'],
	},
	transport: {
		path: '^nodes/Pharlo/transport/',
		imports: ['domain'],
	},
	credentials: {
		path: '^credentials/',
		imports: ['domain'],
	},
	domain: {
		path: '^domain/',
		imports: [],
	},
};

/** What n8n's host supplies. Everything else is missing where the package is installed. */
const HOST_PACKAGES = ['n8n-workflow', 'zod', 'luxon', 'p-limit', 'lodash'];

/** Those of them that know nothing of n8n and reach neither the network nor files. */
const PURE_PACKAGES = ['zod', 'luxon'];

const SHIPPED = '^(index\\.ts$|credentials/|nodes/|domain/)';
const PROGRAMS = '^(tools|test)/';

/** What n8n loads, and what other packages can import. */
const SHIPPED_ENTRIES = ['^index\\.ts$', '\\.node\\.ts$', '\\.credentials\\.ts$'];

/** What is loaded rather than imported: by npm, Jest, StrykerJS or n8n, or by hand as the documentation says. */
const PROGRAM_ENTRIES = [
	...filesInScripts().map((file) => `^${file.replaceAll('.', '\\.')}$`),
	'^tools/bench/((compare-timing|journeys)\\.mts$|bare/)',
	'\\.test\\.mts$',
	'^tools/scripts/mutate/',
	'^test/harness/environment\\.mts$',
	'^test/harness/packages/',
	'^test/[^/]+/global-(setup|teardown)\\.mjs$',
];

function filesInScripts() {
	const manifest = readFileSync(new URL('package.json', import.meta.url), 'utf8');
	return Object.values(JSON.parse(manifest).scripts).flatMap((script) =>
		[...script.matchAll(/\btsx (\S+)/g)].map(([, file]) => file),
	);
}

function inNodeModules(names) {
	return names.map((name) => `(^|/)node_modules/${name}/`);
}

/** The rules of one room. The list is closed: what it does not name is forbidden. */
function rulesFor([name, { path, imports, importsTypes = [] }]) {
	const allowed = [...imports, ...importsTypes];
	const order = Object.keys(ROOMS);
	for (const other of allowed) {
		if (order.indexOf(other) > order.indexOf(name)) continue;
		throw new Error(`${name} can import from ${other} only if ${other} stands below it in ROOMS`);
	}
	return [
		{
			name: `${name}-imports`,
			comment:
				`Imports run one way, so that a room can be understood with those below it alone. ` +
				`For ${name}, these are: ${allowed.join(', ') || 'none'}.`,
			severity: 'error',
			from: { path },
			to: { path: SHIPPED, pathNot: [path, ...allowed.map((other) => ROOMS[other].path)] },
		},
		...importsTypes.map((other) => ({
			name: `${name}-imports-types-of-${other}`,
			comment: `${name} can import types from ${other}, but nothing that runs.`,
			severity: 'error',
			from: { path },
			to: { path: ROOMS[other].path, dependencyTypesNot: ['type-only', 'type-import'] },
		})),
	];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		{
			name: 'no-circles',
			comment:
				'Files in a circle can only be understood together, and what one of them sees of the ' +
				'others depends on which is loaded first. Types count: the reader goes round as well.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-circles-of-folders',
			comment:
				'The same for folders. The table of rooms rules it out between rooms; this is for the ' +
				'resources in actions, and for programs and tests.',
			severity: 'error',
			scope: 'folder',
			from: {},
			to: { circular: true },
		},
		...Object.entries(ROOMS).flatMap(rulesFor),
		{
			name: 'outside-the-rooms',
			comment: 'A shipped file that belongs to no room would escape the rules of the rooms.',
			severity: 'error',
			from: { path: SHIPPED, pathNot: Object.values(ROOMS).map(({ path }) => path) },
			to: {},
		},
		{
			name: 'domain-is-pure',
			comment:
				'What we know about Pharlo can be tested without n8n, HTTP and files, so it imports none ' +
				'of them.',
			severity: 'error',
			from: { path: ROOMS.domain.path },
			to: { pathNot: [SHIPPED, '^crypto$', ...inNodeModules(PURE_PACKAGES)] },
		},
		{
			name: 'shipped-imports-shipped',
			comment: 'What ships is built from these folders alone. Other files are not in the package.',
			severity: 'error',
			from: { path: SHIPPED },
			to: { dependencyTypes: ['local'], pathNot: SHIPPED },
		},
		{
			name: 'shipped-imports-host-packages',
			comment:
				'n8n demands of verified nodes that they have no dependencies, so at run time there is ' +
				'only what its host supplies.',
			severity: 'error',
			from: { path: SHIPPED },
			to: { path: '(^|/)node_modules/', pathNot: inNodeModules(HOST_PACKAGES) },
		},
		{
			name: 'shipped-imports-crypto',
			comment:
				'n8n allows verified nodes neither files nor processes, and all HTTP goes through its own ' +
				'helpers. Of the modules of Node, that leaves crypto.',
			severity: 'error',
			from: { path: SHIPPED },
			to: { dependencyTypes: ['core'], pathNot: '^crypto$' },
		},
		{
			name: 'simulator-is-separate',
			comment:
				"The simulator is written from Pharlo's documentation. If it shared code with the pack or " +
				'its tests, a misunderstanding could be in both, and nothing would notice.',
			severity: 'error',
			from: { path: '^tools/simulator/' },
			to: { path: [SHIPPED, '^test/'] },
		},
		{
			name: 'unused-in-the-pack',
			comment:
				'Neither a node nor a credential nor index.ts needs this file: it ships for nothing.',
			severity: 'error',
			from: { path: SHIPPED_ENTRIES },
			to: { path: SHIPPED, pathNot: SHIPPED_ENTRIES, reachable: false },
		},
		{
			name: 'unused-in-programs',
			comment: 'No program and no test needs this file. One that is started by hand is an entry.',
			severity: 'error',
			from: { path: PROGRAM_ENTRIES },
			to: { path: PROGRAMS, pathNot: PROGRAM_ENTRIES, reachable: false },
		},
		{
			name: 'unresolvable',
			comment: 'An import that leads nowhere would escape the other rules.',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true },
		},
	],
	options: {
		// Imports of types are arrows, too.
		tsPreCompilationDeps: true,
		doNotFollow: { path: '(^|/)node_modules/' },
		// Other ways to import, for which nothing but the name of the function is known.
		exoticRequireStrings: ['tsImport', 'jest.requireActual'],
		detectProcessBuiltinModuleCalls: true,
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'default', 'types'],
		},
	},
};
