// @ts-check
// Builds the JavaScript of every package that is not up to date. One process
// for all: starting Node costs more than building.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsup';
import { markBuilt, stalePackages } from './stale.mjs';

/** Removes old output; dist/types belongs to `tsc -b`, which looks after it. @param {string} dist */
function removeOldOutput(dist) {
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist)) {
    if (name !== 'types') rmSync(join(dist, name), { recursive: true });
  }
}

for (const { workspacePackage, inputs } of stalePackages()) {
  removeOldOutput(join(workspacePackage.path, 'dist'));
  process.chdir(workspacePackage.path); // tsup reads its configuration from here
  try {
    await build({});
  } catch {
    // tsup has printed where and why; a stack trace of its own adds nothing.
    process.exit(1);
  }
  markBuilt(workspacePackage, inputs);
}
