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
 * Runs every test, prints how those of each project went and what took longest, and counts them. What
 * breaks without a failed test counts as a failure too.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [project] only the tests of this one
 * @returns {Promise<Counts>}
 */
export async function runTests(env, project) {
  const file = join(toolState, 'tests.json');
  rmSync(file, { force: true });
  let broken = false;
  try {
    const options = [
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=./tools/gates/count-reporter.mjs',
    ];
    if (project !== undefined) options.push(`--project=${project}`);
    await run(ownNode, ['node_modules/vitest/vitest.mjs', 'run', ...options], {
      show: true,
      env: { ...env, AGENT_CHAT_TEST_COUNTS: file },
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    broken = true;
  }

  if (!existsSync(file)) return { passed: 0, failed: broken ? 1 : 0, skipped: 0 };
  /** @type {import('./count-reporter.mjs').Report} */
  const { projects, slowest, unsteady, strayErrors } = JSON.parse(readFileSync(file, 'utf8'));
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    projects.reduce((total, counts) => total + counts[key], 0);
  print(projects, slowest);
  printUnsteady(unsteady);
  const failed = sum('failed') + strayErrors;
  return { passed: sum('passed'), failed: broken ? Math.max(failed, 1) : failed, skipped: sum('skipped') };
}

/**
 * @param {import('./count-reporter.mjs').Report['projects']} projects
 * @param {import('./count-reporter.mjs').Report['slowest']} slowest
 */
function print(projects, slowest) {
  console.log('Tests');
  for (const { name, passed, failed, skipped, seconds } of projects) {
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    console.log(`  ${failed > 0 ? 'FAIL' : 'ok  '}  ${name}: ${counts} (${seconds.toFixed(1)} s)`);
  }
  console.log('What took longest');
  for (const { file, seconds } of slowest) console.log(`  ${seconds.toFixed(1)} s  ${file}`);
}

/**
 * A test that needs a second try is a fault of the test or of the code, and must not go by unseen.
 *
 * @param {import('./count-reporter.mjs').UnsteadyTest[]} unsteady
 */
function printUnsteady(unsteady) {
  if (unsteady.length === 0) return;
  console.log('What passed only when it was tried again: to be mended');
  for (const { name, error } of unsteady) console.log(`  ${name}\n      ${error}`);
}
