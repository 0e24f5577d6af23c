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
		layer('unit'),
		layer('contract'),
		layer('engine'),
		layer('package'),
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
