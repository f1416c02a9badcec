// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownNode, toolState } from '../setup/paths.mjs';
import { CommandFailed, run } from '../setup/run.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * Runs every test and counts them. A run that breaks without a failed test (a
 * file that does not load, an unhandled error) counts as one failure.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Counts>}
 */
export async function runTests(env) {
  const report = join(toolState, 'tests.json');
  rmSync(report, { force: true });

  let broken = false;
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    await run(ownNode, ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests', ...reporters], {
      show: true,
      env,
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    broken = true;
  }

  if (!existsSync(report)) return { passed: 0, failed: broken ? 1 : 0, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return {
    passed: numPassedTests,
    failed: broken ? Math.max(numFailedTests, 1) : numFailedTests,
    skipped: numPendingTests + numTodoTests,
  };
}
