// @ts-check
import { spawn } from 'node:child_process';
import { ownNode, root } from './paths.mjs';

/**
 * Runs the command line in the foreground until it ends: the server, unless `args` name another command.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code; 1 if a signal that is not ours ended it
 */
export function runServer(args) {
  const child = spawn(ownNode, ['packages/cli/dist/main.js', ...args], {
    cwd: root,
    // What it says to type next has to work here.
    env: { ...process.env, AGENT_CHAT_PROGRAM: 'npm start --' },
    stdio: 'inherit',
  });

  const forwarded = new Set();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group, so the server has it already.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      // npm passes on what the group may have got as well: once is enough.
      if (forwarded.has(signal)) return;
      forwarded.add(signal);
      child.kill(signal);
    });
  }

  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`The server could not be started: ${error.message}.`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? (forwarded.size > 0 ? 0 : 1)));
  });
}
