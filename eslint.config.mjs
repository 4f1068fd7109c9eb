import { defineConfig } from 'eslint/config'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { direction } from './scripts/lint/direction.mjs'
import { kebabCase } from './scripts/lint/kebab-case.mjs'

const otsy = { rules: { direction, 'kebab-case': kebabCase } }

const noEnums = {
  selector: 'TSEnumDeclaration',
  message: 'A union of string literals instead: it is erased, and JSON carries it as it is.',
}
const noDefaultExports = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'Named exports only.' },
]

export default defineConfig(
  { ignores: ['**/dist/', '**/.cache/', '**/.data/', 'coverage/', 'scripts/lint/fixtures/'] },
  // No comment switches a rule off.
  { linterOptions: { noInlineConfig: true } },

  tseslint.configs.recommended,
  {
    plugins: { otsy },
    rules: {
      'otsy/kebab-case': 'error',
      'max-lines': ['error', 350],
      'max-params': ['error', 3],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', noEnums, ...noDefaultExports],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        // `const { id: _, ...rest } = row` is how a field is left out.
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        // A type test says that a line must not compile.
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description' },
      ],
    },
  },

  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'otsy/direction': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
    },
  },

  {
    files: ['packages/client-sdk/src/react/**', 'examples/web/src/**'],
    plugins: { 'react-hooks': { rules: reactHooks.rules } },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },

  {
    // Their tools want a default export.
    files: ['**/*.config.{ts,mjs,js}', 'test/global-setup.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnums] },
  },
  {
    // A rule of ESLint meets syntax trees of more shapes than its types name.
    files: ['scripts/lint/*.mjs'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
)
