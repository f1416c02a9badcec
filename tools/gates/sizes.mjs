// @ts-check
import { build } from './build.mjs';
import { toolGate } from './gate.mjs';

/** The limits are in .size-limit.mjs. */
export const sizes = toolGate('sizes', ['node_modules/size-limit/bin.js'], [build]);
