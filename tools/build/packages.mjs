// @ts-check
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

/**
 * @typedef {object} WorkspacePackage
 * @property {string} folder name of its folder under packages/
 * @property {string} path its folder
 * @property {any} manifest its package.json
 * @property {string[]} dependencies folders of the workspace packages that it depends on
 */

const SCOPE = '@agent-chat/';

/** @param {string} folder @returns {WorkspacePackage} */
function readPackage(folder) {
  const path = join(root, 'packages', folder);
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const dependencies = Object.keys(manifest.dependencies ?? {})
    .filter((name) => name.startsWith(SCOPE))
    .map((name) => name.slice(SCOPE.length));
  return { folder, path, manifest, dependencies };
}

/** Every published package, each after those that it depends on. @returns {WorkspacePackage[]} */
export function publishedPackages() {
  const all = new Map(
    readdirSync(join(root, 'packages'))
      .filter((folder) => existsSync(join(root, 'packages', folder, 'package.json')))
      .map(readPackage)
      .filter(({ manifest }) => !manifest.private)
      .map((each) => [each.folder, each]),
  );
  /** @type {Set<WorkspacePackage>} */
  const ordered = new Set();
  const visit = (/** @type {WorkspacePackage} */ each) => {
    for (const folder of each.dependencies) {
      const dependency = all.get(folder);
      if (dependency) visit(dependency);
    }
    ordered.add(each);
  };
  for (const each of all.values()) visit(each);
  return [...ordered];
}
