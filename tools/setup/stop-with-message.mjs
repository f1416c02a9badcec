// @ts-check
import { CommandFailed } from './run.mjs';

/**
 * Ends the process with a readable reason: what the failed command wrote, and
 * what it was for.
 *
 * @param {string} what
 * @param {unknown} error
 * @returns {never}
 */
export function stopWithMessage(what, error) {
  if (error instanceof CommandFailed) {
    process.stderr.write(error.output);
    console.error(`\n${what}: ${error.message}.`);
  } else {
    console.error(error);
  }
  process.exit(1);
}
