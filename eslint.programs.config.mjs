// Lint rules for everything outside the pack: simulator, playground, scripts, benchmarks and tests.
// The pack has eslint.config.mjs, which n8n requires to be unmodified.
import eslint from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/', '.playground/', '**/*.ts', '**/*.mjs', '**/*.cjs'] },
	{
		files: ['**/*.mts'],
		extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: { project: 'tsconfig.programs.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
			],
			// n8n's contexts and interfaces are asynchronous even if there is nothing to await.
			'@typescript-eslint/require-await': 'off',
		},
	},
	{
		// Suites contain tests that several layers run.
		files: ['test/**/*.test.mts', 'test/suites/**/*.mts'],
		extends: [jest.configs['flat/recommended']],
		rules: {
			// n8n calls a node's methods with its own context as `this`, and so do the tests.
			'@typescript-eslint/unbound-method': 'off',
			// Data from n8n and Jest's asymmetric matchers are untyped.
			'@typescript-eslint/no-base-to-string': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'jest/expect-expect': ['warn', { assertFunctionNames: ['expect*'] }],
		},
	},
	{
		files: ['test/suites/**/*.mts'],
		rules: { 'jest/no-export': 'off' },
	},
);
