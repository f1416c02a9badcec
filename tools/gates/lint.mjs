// @ts-check
import { ownNode } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';

/** The first has the rules of templates, the second all others: it needs a tenth of the time for them. */
export const LINTERS = [
  ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
  ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
];

/** @type {import('./gate.mjs').Gate} */
export const lint = {
  name: 'lint',
  async run() {
    for (const linter of LINTERS) await run(ownNode, linter);
  },
};
