// @ts-check
import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ownNode, root } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { publishedPackages } from './packages.mjs';
import { filesUnder, hashOf, isFresh, markFresh } from './stamps.mjs';

/** TypeScript 7: the compiler, several times faster than the one with an API. */
export const tsc = 'node_modules/typescript-native/bin/tsc';

const STAMP = 'types';
/** Where there is something to check, in folders of the root. */
const CHECKED_FOLDERS = ['packages', 'examples', 'tools', '.storybook'];
const NOT_SOURCES = new Set(['node_modules', 'dist', '.agent-chat', '.next', '.nitro', '.output']);
const CHECKED = /\.(?:[cm]?[jt]sx?|json)$/;

/** @param {string} folder @returns {string[]} */
function sourcesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCES.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourcesUnder(path);
      return CHECKED.test(entry.name) ? [path] : [];
    })
    .sort();
}

/** All that the compiler reads: dependencies by the lockfile. */
function inputs() {
  const inRoot = readdirSync(root).filter((name) => CHECKED.test(name) || name === 'pnpm-lock.yaml');
  return hashOf([
    ...inRoot.map((name) => join(root, name)),
    ...CHECKED_FOLDERS.flatMap((name) => sourcesUnder(join(root, name))),
  ]);
}

const declarations = () =>
  publishedPackages().flatMap(({ path }) =>
    filesUnder(join(path, 'dist/types')).map((file) => relative(root, file)),
  );

/**
 * Type-checks sources, tests, stories and tools, and writes the declarations of
 * every published package to its dist/types.
 *
 * From nothing each time, which takes about half a minute of a processor: an incremental
 * run keeps the declarations of deleted files, and errors that a changed option has mended.
 */
export async function buildTypes() {
  const before = inputs();
  for (const { path } of publishedPackages())
    rmSync(join(path, 'dist/types'), { recursive: true, force: true });
  await run(ownNode, [tsc, '-b', '--force']);
  markFresh(STAMP, before, declarations());
}

/** The same where something that the compiler reads has changed since. @param {(line: string) => void} say */
export async function ensureTypes(say) {
  if (isFresh(STAMP, inputs(), declarations)) return;
  say('Checking and writing types…');
  await buildTypes();
}
