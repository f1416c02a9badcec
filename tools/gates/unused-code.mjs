// @ts-check
import { build } from './build.mjs';
import { toolGate } from './gate.mjs';

export const unusedCode = toolGate(
  'unused code',
  ['node_modules/knip/bin/knip.js', '--no-config-hints'],
  [build],
);
