import { fileURLToPath } from 'node:url';

/** SWC only strips types; `npm run typecheck` checks them. */
const transform = {
	'\\.m?ts$': [
		'@swc/jest',
		{
			jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
			module: { type: 'commonjs' },
		},
	],
};

/**
 * For layers with many test files: each worker compiles these packages once instead of for each file, as
 * test/harness/packages/ describes. They are large, or large ones import them. Jest uses none of them.
 */
const SHARED = 'n8n-core|n8n-workflow|@n8n|zod|luxon|fastify|undici|fast-check';
const sharedPackages = {
	// StrykerJS, which loads it itself, does not know <rootDir>.
	testEnvironment: fileURLToPath(new URL('test/harness/packages/environment.mjs', import.meta.url)),
	transform: {
		...transform,
		[`/node_modules/(${SHARED})/.+\\.c?js$`]: '<rootDir>/test/harness/packages/transform.mjs',
	},
	transformIgnorePatterns: [],
};

const layer = (name, more = {}) => ({
	displayName: name,
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	testEnvironment: 'node',
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	// These folders contain n8n's data and packages, and a second copy of ours.
	modulePathIgnorePatterns: ['<rootDir>/.playground/', '<rootDir>/dist/'],
	setupFiles: ['<rootDir>/test/harness/environment.mts'],
	transform,
	...more,
});

export default {
	// n8n is slow to respond, especially on a busy machine.
	testTimeout: 60_000,
	projects: [
		layer('unit', sharedPackages),
		layer('contract', sharedPackages),
		layer('engine', sharedPackages),
		layer('package', sharedPackages),
		layer('e2e', {
			globalSetup: '<rootDir>/test/e2e/global-setup.mjs',
			globalTeardown: '<rootDir>/test/e2e/global-teardown.mjs',
		}),
		layer('e2e-queue', {
			globalSetup: '<rootDir>/test/e2e-queue/global-setup.mjs',
			globalTeardown: '<rootDir>/test/e2e-queue/global-teardown.mjs',
		}),
	],
};
