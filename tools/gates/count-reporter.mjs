// @ts-check
import { relative } from 'node:path';
import { writeFileSync } from 'node:fs';
import { root } from '../setup/paths.mjs';

/**
 * How the tests of one project went. What breaks without a failed test counts as a failure too: each
 * file that does not load.
 *
 * @typedef {object} ProjectCounts
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} seconds of all its files together
 */

/**
 * A test that failed, and passed when it was tried once more.
 *
 * @typedef {object} UnsteadyTest
 * @property {string} name with those of its file and its suites
 * @property {string} error what it failed by, in one line
 */

/**
 * @typedef {object} Report
 * @property {ProjectCounts[]} projects
 * @property {UnsteadyTest[]} unsteady
 * @property {{ file: string, seconds: number }[]} slowest
 * @property {number} strayErrors errors that belong to no test
 */

const SLOWEST = 5;

/** @typedef {import('vitest/node').Reporter} Reporter */

/** Writes a `Report` to the file that `AGENT_CHAT_TEST_COUNTS` names. @implements {Reporter} */
export default class CountReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} errors
   */
  onTestRunEnd(modules, errors) {
    /** @type {Map<string, ProjectCounts>} */
    const projects = new Map();
    /** @type {Report['slowest']} */
    const files = [];
    /** @type {UnsteadyTest[]} */
    const unsteady = [];
    for (const module of modules) {
      const { name } = module.project;
      const counts = projects.get(name) ?? { name, passed: 0, failed: 0, skipped: 0, seconds: 0 };
      projects.set(name, counts);
      const tests = [...module.children.allTests()];
      const states = tests.map((test) => test.result().state);
      const of = (/** @type {string} */ state) => states.filter((each) => each === state).length;
      counts.passed += of('passed');
      counts.skipped += of('skipped') + of('pending');
      counts.failed += of('failed') || (module.state() === 'failed' ? 1 : 0);
      const seconds = module.diagnostic().duration / 1_000;
      counts.seconds += seconds;
      const file = `${relative(root, module.moduleId)} (${name})`;
      files.push({ file, seconds });
      for (const test of tests) {
        if (test.diagnostic()?.flaky !== true) continue;
        const [error = ''] = (test.result().errors?.[0]?.message ?? '').split('\n');
        unsteady.push({ name: `${file} > ${test.fullName}`, error });
      }
    }
    /** @type {Report} */
    const report = {
      projects: [...projects.values()],
      unsteady,
      slowest: files.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST),
      strayErrors: errors.length,
    };
    const path = process.env['AGENT_CHAT_TEST_COUNTS'];
    if (path !== undefined) writeFileSync(path, JSON.stringify(report));
  }
}
