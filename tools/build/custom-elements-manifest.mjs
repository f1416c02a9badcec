// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { root } from '../setup/paths.mjs';
import { vscodeHtml, webTypes } from './editor-data.mjs';
import { filesUnder, hashOf, isFresh, markFresh } from './stamps.mjs';

const elements = join(root, 'packages/elements');

/** Where the manifest is in the built package. */
export const manifestFile = join(elements, 'dist/custom-elements.json');

const STAMP = 'manifest';
/** What is written: the manifest, and what editors read of it. */
const [MANIFEST, VSCODE, WEB_TYPES] = ['custom-elements.json', 'vscode-html.json', 'web-types.json'];
const present = () =>
  [MANIFEST, VSCODE, WEB_TYPES].filter((name) => existsSync(join(elements, 'dist', name)));

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

const inputs = () =>
  hashOf([
    join(root, 'pnpm-lock.yaml'),
    join(elements, 'package.json'),
    join(elements, 'custom-elements-manifest.config.mjs'),
    ...filesUnder(join(elements, 'src')),
    ...filesUnder(join(root, 'tools/build')),
  ]);

/** Writes the manifest into the built package, and what editors read of it. */
export async function buildManifest() {
  const before = inputs();
  mkdirSync(dirname(manifestFile), { recursive: true });
  const manifest = await analyzeElements();
  const about = JSON.parse(readFileSync(join(elements, 'package.json'), 'utf8'));
  writeFileSync(manifestFile, manifestText(manifest));
  writeFileSync(join(elements, 'dist', VSCODE), manifestText(vscodeHtml(manifest)));
  writeFileSync(join(elements, 'dist', WEB_TYPES), manifestText(webTypes(manifest, about)));
  markFresh(STAMP, before, present());
}

/** The same where the elements have changed since. @param {(line: string) => void} say */
export async function ensureManifest(say) {
  if (isFresh(STAMP, inputs(), present)) return;
  say('Describing the elements…');
  await buildManifest();
}
