// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownNode } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { publishedPackages } from './packages.mjs';

/** TypeScript 7: the compiler, several times faster than the one with an API. */
export const tsc = 'node_modules/typescript-native/bin/tsc';

/** Writes the declarations of every published package to its dist/types. */
export async function buildTypes() {
  const projects = publishedPackages().flatMap(({ path }) =>
    readdirSync(path)
      .filter((name) => /^tsconfig\..+\.json$/.test(name) && name !== 'tsconfig.test.json')
      .map((name) => join(path, name)),
  );
  await run(ownNode, [tsc, '-b', ...projects]);
}
