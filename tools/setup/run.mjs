// @ts-check
import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** A command that failed, with everything that it wrote. */
export class CommandFailed extends Error {
  /** @param {string} message @param {string} output */
  constructor(message, output) {
    super(message);
    this.name = 'CommandFailed';
    this.output = output;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the root of the repository
 * @property {NodeJS.ProcessEnv} [env] added to the environment
 * @property {boolean} [show] write to our own output instead of keeping it
 */

/**
 * Runs a command to its end and returns what it wrote, in order.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>}
 * @throws {CommandFailed} when it cannot start or does not exit with 0
 */
export function run(command, args, { cwd = root, env = {}, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // npm is a script on Windows, and only a shell starts those.
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => reject(new CommandFailed(`${command}: ${error.message}`, output)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else {
        const how = signal ? `was ended by ${signal}` : `exited with ${code}`;
        reject(new CommandFailed(`${[command, ...args].join(' ')} ${how}`, output));
      }
    });
  });
}
