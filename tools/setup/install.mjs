// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownNode, root, toolState } from './paths.mjs';
import { pnpm } from './pnpm.mjs';

/**
 * `start` holds what `npm start` needs and no more, so that a newcomer waits
 * seconds; `full` adds the tools of tests and gates.
 *
 * @typedef {'start' | 'full'} InstallMode
 */

/** What the first install brings, its own Node included. */
const SIZES = { start: '360 MB', full: '900 MB' };

const stampFile = join(toolState, 'install.json');

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined; // never installed, or half written: install again
  }
}

/** A full install is there, by this tool or by hand, also if it is out of date. */
const hasTestTools = () => existsSync(join(root, 'node_modules/vitest'));

/** What an install depends on: the manifests and the lockfile. */
function manifestsHash() {
  const packages = readdirSync(join(root, 'packages')).sort();
  const files = [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...packages.map((name) => `packages/${name}/package.json`),
  ];
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * Installs the dependencies unless they are up to date. A full install serves
 * `npm start` too and is never cut back by it.
 *
 * @param {InstallMode} wanted
 * @param {(line: string) => void} say
 */
export async function ensureInstalled(wanted, say) {
  const hash = manifestsHash();
  const stamp = readStamp();
  const hasNode = existsSync(ownNode);
  if (hasNode && stamp?.hash === hash && (stamp.mode === 'full' || stamp.mode === wanted)) return;

  const mode = hasTestTools() ? 'full' : wanted;
  const what = mode === 'full' ? 'everything, tests included' : 'what it needs';
  // Nothing more is said before it is there.
  const howLong = hasNode ? '' : ` (${SIZES[mode]} on the disk: minutes on a slow line)`;
  say(`Installing ${what}${howLong}…`);
  const args = ['install', '--frozen-lockfile', '--reporter=append-only'];
  await pnpm(mode === 'full' ? args : [...args, '--prod'], { env: { CI: 'true' } });

  mkdirSync(toolState, { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify({ mode, hash })}\n`);
}
