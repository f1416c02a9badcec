// @ts-check
import { buildManifest } from '../build/custom-elements-manifest.mjs';
import { ensureBuilt } from '../build/ensure-built.mjs';

/** JavaScript and manifest; the declarations are written by the gate "types". @type {import('./gate.mjs').Gate} */
export const build = {
  name: 'build',
  async run() {
    await ensureBuilt(() => {});
    await buildManifest();
  },
};
