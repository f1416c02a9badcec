// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { root } from '../setup/paths.mjs';
import { vscodeHtml, webTypes } from './editor-data.mjs';

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

/** Writes the manifest into the built package, and what editors read of it. */
export async function buildManifest() {
  mkdirSync(dirname(manifestFile), { recursive: true });
  const manifest = await analyzeElements();
  const about = JSON.parse(readFileSync(join(elements, 'package.json'), 'utf8'));
  writeFileSync(manifestFile, manifestText(manifest));
  writeFileSync(join(elements, 'dist/vscode-html.json'), manifestText(vscodeHtml(manifest)));
  writeFileSync(join(elements, 'dist/web-types.json'), manifestText(webTypes(manifest, about)));
}
