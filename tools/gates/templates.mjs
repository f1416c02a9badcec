// @ts-check
import { toolGate } from './gate.mjs';

/** The only type check of what stands inside Lit templates. */
export const templates = toolGate('templates', [
  'node_modules/lit-analyzer/cli.js',
  '--strict',
  '--maxWarnings=0',
  'packages/elements/src',
]);
