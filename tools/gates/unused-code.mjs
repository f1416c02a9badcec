// @ts-check
import { toolGate } from './gate.mjs';

export const unusedCode = toolGate('unused code', ['node_modules/knip/bin/knip.js', '--no-config-hints']);
