// @ts-check
import { tsc } from '../build/types.mjs';
import { toolGate } from './gate.mjs';

/** Sources, tests, stories and tools. Writes the declarations on its way. */
export const types = toolGate('types', [tsc, '-b']);
