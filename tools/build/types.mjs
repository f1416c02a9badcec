// @ts-check
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownNode } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { publishedPackages } from './packages.mjs';

/** TypeScript 7: the compiler, several times faster than the one with an API. */
export const tsc = 'node_modules/typescript-native/bin/tsc';

/**
 * Type-checks sources, tests, stories and tools, and writes the declarations of
 * every published package to its dist/types.
 *
 * From nothing each time, which takes two seconds: an incremental run keeps the
 * declarations of deleted files, and errors that a changed option has mended.
 */
export async function buildTypes() {
  for (const { path } of publishedPackages())
    rmSync(join(path, 'dist/types'), { recursive: true, force: true });
  await run(ownNode, [tsc, '-b', '--force']);
}
