import { createRequire, isBuiltin } from 'node:module';
import { dirname } from 'node:path';

/** What environment.mjs remembers for all test files of a worker: nothing that has a state. */
declare const packageFiles: {
	/** Returns the path of a module, or the name of one of Node's own. */
	resolve(folder: string, request: string): string;
	readText(path: string): string;
	/** Returns the function around a CommonJS module. Its globals are those of this test file. */
	compile(path: string): ModuleFunction;
};

type ModuleFunction = (
	this: unknown,
	exports: unknown,
	require: unknown,
	module: unknown,
	filename: string,
	folder: string,
) => void;

interface LoadedModule {
	exports: unknown;
	readonly id: string;
	readonly filename: string;
	require?: (request: string) => unknown;
}

/**
 * The third-party modules of this test file. As Jest keeps this file in its registry of modules, they
 * live as long as other modules: until the end of the test file, or `jest.resetModules()`.
 */
const modules = new Map<string, LoadedModule>();

/** What n8n supplies. If a test mocks it, n8n-core has to get the mock as well. */
const MOCKABLE = /\/node_modules\/(n8n-workflow|zod|luxon)\//;

const requireByJest = createRequire(__filename);

function load(path: string): unknown {
	const loaded = modules.get(path);
	if (loaded !== undefined) return loaded.exports;
	const module: LoadedModule = { exports: {}, id: path, filename: path };
	modules.set(path, module);
	try {
		run(module, path);
	} catch (error) {
		modules.delete(path);
		throw error;
	}
	return module.exports;
}

function run(module: LoadedModule, path: string): void {
	if (path.endsWith('.json')) {
		module.exports = JSON.parse(packageFiles.readText(path));
		return;
	}
	const folder = dirname(path);
	const resolve = (request: string) => packageFiles.resolve(folder, request);
	const requireFrom = (request: string) => loadFor(path, resolve(request));
	module.require = Object.assign(requireFrom, { resolve, cache: {} });
	packageFiles
		.compile(path)
		.call(module.exports, module.exports, module.require, module, path, folder);
}

function loadFor(importer: string, path: string): unknown {
	if (isBuiltin(path) || path.endsWith('.node')) return requireByJest(path);
	const mockable = MOCKABLE.exec(path)?.[0];
	return mockable === undefined || importer.includes(mockable) ? load(path) : requireByJest(path);
}

export default load;
