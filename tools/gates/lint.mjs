// @ts-check
import { ownNode } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';

/**
 * Two tools: the first has the rules that need no types, those of templates too; the second those that do,
 * on the native compiler, which needs a tenth of the time for them.
 *
 * @type {import('./gate.mjs').Gate}
 */
export const lint = {
  name: 'lint',
  async run() {
    await run(ownNode, ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0']);
    await run(ownNode, ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']);
  },
};
