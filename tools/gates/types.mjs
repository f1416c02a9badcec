// @ts-check
import { buildTypes } from '../build/types.mjs';

/** @type {import('./gate.mjs').Gate} */
export const types = { name: 'types', run: buildTypes };
