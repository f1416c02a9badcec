// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { root } from '../setup/paths.mjs';

const elements = join(root, 'packages/elements');

/** Where the manifest is in the built package. */
export const manifestFile = join(elements, 'dist/custom-elements.json');

/**
 * Describes the elements as their sources are now. In a fixed order: the
 * analyzer's is that in which the file system answered.
 *
 * @returns {Promise<any>}
 */
export async function analyzeElements() {
  const manifest = /** @type {any} */ (await cli({ argv: ['analyze'], cwd: elements, noWrite: true }));
  const path = (/** @type {{ path: string }} */ module) => module.path;
  manifest.modules.sort((/** @type {any} */ a, /** @type {any} */ b) => (path(a) < path(b) ? -1 : 1));
  return manifest;
}

/** The text of a manifest, as it is shipped. @param {unknown} manifest */
export const manifestText = (manifest) => `${JSON.stringify(manifest, null, 2)}\n`;

/** Writes the manifest into the built package. */
export async function buildManifest() {
  mkdirSync(dirname(manifestFile), { recursive: true });
  writeFileSync(manifestFile, manifestText(await analyzeElements()));
}
