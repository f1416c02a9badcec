// @ts-check
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

// What oxlint does not have. All other rules are in .oxlintrc.json, which needs a tenth of the time.

/**
 * @param {import('eslint').ESLint.Plugin} plugin
 * @param {string} name
 */
const shared = (plugin, name) => /** @type {import('eslint').Linter.Config} */ (plugin.configs?.[name]);

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', 'packages/cli/page/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['packages/*/src/**/index.ts'],
    languageOptions: { parser: ts.parser },
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: `export *` hides it.' },
      ],
    },
  },
  {
    files: ['packages/elements/src/**/*.ts'],
    languageOptions: { parser: ts.parser },
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
);
