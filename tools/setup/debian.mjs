// @ts-check
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Whether we may install Debian's packages. */
export const isDebianRoot = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** @param {readonly string[]} names @throws {import('./run.mjs').CommandFailed} */
export async function installDebianPackages(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '--quiet'], { env });
  await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...names], { env });
}
