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
 * @property {readonly Gate[]} [after] those whose results it needs
 */

/**
 * A gate that is one tool, run on the repository's own Node.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @param {readonly Gate[]} [after] those whose results it needs
 * @returns {Gate}
 */
export const toolGate = (name, args, after = []) => ({
  name,
  after,
  run: async () => {
    await run(ownNode, args);
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
