// For what is not part of the pack: the simulator, the playground, scripts, benchmarks and tests.
// The pack itself has eslint.config.mjs, which n8n wants untouched.
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
			// Contexts and interfaces of n8n are asynchronous whether there is something to wait for or not.
			'@typescript-eslint/require-await': 'off',
		},
	},
	{
		// Suites hold tests that more than one layer runs.
		files: ['test/**/*.test.mts', 'test/suites/**/*.mts'],
		extends: [jest.configs['flat/recommended']],
		rules: {
			// n8n calls the methods of a node with a context of its own as `this`, and so do tests.
			'@typescript-eslint/unbound-method': 'off',
			// What comes out of n8n and what Jest's matchers stand for is not typed.
			'@typescript-eslint/no-base-to-string': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
		},
	},
	{
		files: ['test/suites/**/*.mts'],
		rules: { 'jest/no-export': 'off' },
	},
);
