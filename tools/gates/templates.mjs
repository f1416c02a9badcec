// @ts-check
import { toolGate } from './gate.mjs';
import { types } from './types.mjs';

/**
 * The only type check of what stands inside Lit templates. It knows the
 * properties of our elements, not their attributes (it reads no `static
 * properties` field): our own templates bind properties. It takes `nothing` for
 * a value too, so an attribute that may be absent is written with `ifDefined`.
 */
export const templates = toolGate(
  'templates',
  [
    'node_modules/lit-analyzer/cli.js',
    '--strict',
    '--maxWarnings=0',
    // A class does not import the definition of the elements in its template: define.ts does.
    '--rules.no-missing-import=off',
    // Its list of CSS properties is some years old.
    '--rules.no-invalid-css=off',
    'packages/elements/src/**/!(*.test|*.stories).ts',
  ],
  [types],
);
