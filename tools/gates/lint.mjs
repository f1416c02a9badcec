// @ts-check
import { toolGate } from './gate.mjs';

export const lint = toolGate('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0']);
