// @ts-check
import { CommandFailed, run } from '../setup/run.mjs';
import { ownNode } from '../setup/paths.mjs';

/**
 * One check of the test command. Its `run` returns when all is well and throws
 * `CommandFailed`, with what a person needs to mend it, when it is not.
 *
 * @typedef {object} Gate
 * @property {string} name
 * @property {() => Promise<void>} run
 */

/**
 * A gate that is one tool, run on the repository's own Node.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {import('../setup/run.mjs').RunOptions} [options]
 * @returns {Gate}
 */
export const toolGate = (name, args, options) => ({
  name,
  run: async () => {
    await run(ownNode, args, options);
  },
});

/**
 * Fails a gate if there is anything to complain about.
 *
 * @param {string} what
 * @param {readonly string[]} complaints
 */
export function failOn(what, complaints) {
  if (complaints.length > 0) throw new CommandFailed(what, `${complaints.join('\n')}\n`);
}
