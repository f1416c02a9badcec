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
 * The part of Vitest's JSON report that we read.
 *
 * @typedef {object} TestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * Runs every test and counts them. What breaks without a failed test counts as
 * a failure too: each file that does not load, an error that nobody handled.
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
  /** @type {TestReport} */
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((each) => each.status !== 'failed'),
  ).length;
  const failed = numFailedTests + brokenFiles;
  return {
    passed: numPassedTests,
    failed: broken ? Math.max(failed, 1) : failed,
    skipped: numPendingTests + numTodoTests,
  };
}
