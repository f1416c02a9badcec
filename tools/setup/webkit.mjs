// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * The browser that Debian builds from WebKit, its driver and a screen for it: what tests of WebKit need.
 *
 * @typedef {object} WebKit
 * @property {string} driver
 * @property {string} screen
 * @property {string} browser
 */

const LIBRARIES = '/usr/lib';

/** What is on the machine; `null` if anything is missing. @returns {WebKit | null} */
export function findWebKit() {
  const driver = '/usr/bin/WebKitWebDriver';
  const screen = '/usr/bin/Xvfb';
  const browser = namesIn(LIBRARIES)
    .flatMap((machine) => ['webkit2gtk-4.1', 'webkitgtk-6.0'].map((name) => join(LIBRARIES, machine, name)))
    .map((folder) => join(folder, 'MiniBrowser'))
    .find((path) => existsSync(path));
  return browser !== undefined && existsSync(driver) && existsSync(screen)
    ? { driver, screen, browser }
    : null;
}

/**
 * Starts a screen without a display, and on it the driver that opens WebKit.
 *
 * @param {WebKit} webKit
 * @returns {Promise<{ env: NodeJS.ProcessEnv, stop: () => void }>} the environment that tells the tests of it
 * @throws {Error} when either does not start
 */
export async function startWebKit({ driver, screen, browser }) {
  const xvfb = spawn(screen, ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const display = `:${await firstLine(xvfb)}`;
  const port = await freePort();
  const webDriver = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1' },
    stdio: 'ignore',
  });
  return {
    env: { WEBKIT_PATH: browser, WEBKIT_DRIVER_PORT: String(port) },
    stop() {
      webDriver.kill();
      xvfb.kill();
    },
  };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} */
function firstLine(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} exited with ${code}`)));
    child.stdout?.once('data', (/** @type {Buffer} */ chunk) => resolve(chunk.toString().trim()));
  });
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** @param {string} folder @returns {string[]} */
function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
