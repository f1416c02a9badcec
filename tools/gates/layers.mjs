// @ts-check
import { toolGate } from './gate.mjs';

/** Who may import whom, and no cycles. The rules are in .dependency-cruiser.mjs. */
export const layers = toolGate('layers', [
  'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
  '--config=.dependency-cruiser.mjs',
  'packages',
]);
