/**
 * Lint rules. Node-side TypeScript is linted with type information; the dialect (`kernel/`, the
 * contract, `*.ktest.ts`) by syntax only, because its own compiler knows its types better.
 */

import perfectionist from 'eslint-plugin-perfectionist';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const DIALECT = [
  'kernel/**/*.ts',
  'boot/**/*.ts',
  'runtime/contract/*.ts',
  'tests/kernel/*.ts',
  'tests/kernel/support/**/*.ts',
  'tests/dialect/{accept,run,support}/**/*.ts',
  'tests/golden/ir/*.ts',
];
/** Files whose tools want a default export. */
const CONFIGURATION = ['*.config.ts'];

export default defineConfig(
  {
    ignores: [
      'build/',
      'coverage/',
      'node_modules/',
      'tests/dialect/reject/',
      'tests/golden/diagnostics/',
      // AssemblyScript, whose types and decorators are not TypeScript's.
      'bench/peers/kernels/assembly-script.ts',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    plugins: { perfectionist },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      eqeqeq: 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      'perfectionist/sort-imports': [
        'error',
        {
          type: 'unsorted',
          newlinesBetween: 'ignore',
          newlinesInside: 'ignore',
          groups: [
            ['value-builtin', 'type-builtin'],
            ['value-external', 'type-external'],
            'unknown',
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: DIALECT,
    extends: [tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: DIALECT,
    rules: {
      // The dialect's own: `namespace`-like imports, marker interfaces, and constants in conditions
      // of endless loops.
      '@typescript-eslint/no-empty-object-type': 'off',
      'no-constant-condition': 'off',
    },
  },
  {
    // A claim needs values that the compiler does not know: a `const` could be folded.
    files: ['tests/kernel/**/*.ts', 'tests/dialect/**/*.ts'],
    rules: { 'prefer-const': 'off' },
  },
  {
    // Programs for the compiler: what they declare and do not use is on purpose.
    files: ['tests/dialect/{accept,run,support}/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    // Names of type parameters are read by the dialect compiler, not by tsc.
    files: ['runtime/contract/prelude.d.ts'],
    rules: { '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    // Tools ask for configuration under this name, and importers for the package.
    files: [...CONFIGURATION, 'tools/loaded-typescript.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
