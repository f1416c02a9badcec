// @ts-check
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import ts from 'typescript-eslint';

const TESTS = ['**/*.test.ts', '**/*.stories.ts', '**/*.bench.ts', '**/test-support/**'];

/** What a browser, Node and an edge runtime do not all have. */
const NOT_PORTABLE = [
  'Buffer',
  'document',
  'global',
  'history',
  'localStorage',
  'location',
  'navigator',
  'process',
  'require',
  'sessionStorage',
  'window',
];

/**
 * @param {import('eslint').ESLint.Plugin} plugin
 * @param {string} name
 */
const shared = (plugin, name) => /** @type {import('eslint').Linter.Config} */ (plugin.configs?.[name]);

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', 'packages/cli/page/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  js.configs.recommended,
  { rules: { 'no-undef': 'off' } }, // TypeScript knows, in JavaScript files too
  ts.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: `export *` hides it.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },

  {
    files: ['packages/*/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: `export *` hides it.' },
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names here.' },
      ],
    },
  },
  {
    files: ['packages/{protocol,core,client,server}/src/**/*.ts'],
    ignores: [...TESTS, 'packages/protocol/src/values/check.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: `export *` hides it.' },
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names here.' },
        {
          selector: "MemberExpression[property.name='safeParse']",
          message: 'Use `check`: the library throws for some values from outside.',
        },
      ],
    },
  },
  {
    files: ['packages/{protocol,core,client}/src/**/*.ts', 'packages/server/src/**/*.ts'],
    ignores: [...TESTS, 'packages/server/src/node/**'],
    rules: { 'no-restricted-globals': ['error', ...NOT_PORTABLE] },
  },
  {
    // Core's rules are pure: time, chance and timers come in as arguments.
    files: ['packages/core/src/decide/**/*.ts', 'packages/protocol/src/fold/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The time comes in as an argument.' },
        { object: 'Math', property: 'random', message: 'Chance comes in as an argument.' },
        { object: 'crypto', property: 'randomUUID', message: 'Ids come in as an argument.' },
      ],
      'no-restricted-globals': [
        'error',
        ...NOT_PORTABLE,
        'fetch',
        'queueMicrotask',
        'setInterval',
        'setTimeout',
      ],
    },
  },
  {
    // The command line talks to a person.
    files: ['packages/cli/src/**/*.ts'],
    rules: { 'no-console': 'off' },
  },

  {
    files: ['packages/elements/src/**/*.ts'],
    extends: [shared(lit, 'flat/recommended'), litA11y.configs.recommended, shared(wc, 'flat/best-practice')],
    settings: { wc: { elementBaseClasses: ['LitElement'] } },
    rules: {
      'lit/lifecycle-super': 'error',
      'lit/no-classfield-shadowing': 'error',
      'lit/no-invalid-escape-sequences': 'error',
      'lit/no-legacy-imports': 'error',
      'lit/no-template-bind': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/no-value-attribute': 'error',
      'lit/prefer-nothing': 'error',
      'lit/prefer-static-styles': 'error',
      'lit/quoted-expressions': ['error', 'never'],
      'lit/value-after-constraints': 'error',
      // LitElement implements all of them.
      'wc/guard-super-call': 'off',
    },
  },

  {
    files: TESTS,
    rules: {
      // A test knows what it put in.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Assertions of Chai are properties.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['**/*.stories.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
