import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { constants, Script } from 'node:vm';

import { TestEnvironment } from 'jest-environment-node';
import { ResolverFactory } from 'unrs-resolver';

// As Jest does it, so that both find the same files.
const resolver = new ResolverFactory({
	conditionNames: ['require', 'node', 'node-addons', 'default'],
	extensions: ['.js', '.json', '.node'],
	mainFields: ['main'],
});

/** Asks `compute` once for each key. */
function remember(compute) {
	const results = new Map();
	return (key) => {
		if (!results.has(key)) results.set(key, compute(key));
		return results.get(key);
	};
}

const resolversIn = remember((folder) =>
	remember((request) => {
		if (isBuiltin(request)) return request;
		const { path, error } = resolver.sync(folder, request);
		if (path !== undefined) return path;
		throw Object.assign(new Error(`Cannot find '${request}' from '${folder}': ${error}`), {
			code: 'MODULE_NOT_FOUND',
		});
	}),
);

const readText = remember((path) => readFileSync(path, 'utf8'));

const scripts = remember((path) => {
	const code = readFileSync(path, 'utf8').replace(/^#!.*/, '');
	return new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
		filename: path,
		importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
	});
});

/**
 * Jest's environment for Node, which resolves, reads and compiles third-party modules once for all test
 * files of a worker. n8n-core consists of 2000, and Jest alone would compile them for each test file.
 * They still run separately for each: see registry.mts.
 */
export default class PackagesEnvironment extends TestEnvironment {
	constructor(...parameters) {
		super(...parameters);
		const { context } = this;
		const packageFiles = {
			resolve: (folder, request) => resolversIn(folder)(request),
			readText,
			compile: (path) => scripts(path).runInContext(context),
		};
		Object.defineProperty(this.global, 'packageFiles', { value: packageFiles });
	}
}
