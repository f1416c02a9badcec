// @ts-check
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../setup/paths.mjs';
import { publishedPackages } from './packages.mjs';
import { filesUnder, hashOf, isFresh, markFresh } from './stamps.mjs';

/** @typedef {import('./packages.mjs').WorkspacePackage} WorkspacePackage */

// The lockfile counts because the browser bundle of the elements contains its dependencies.
const SHARED_INPUTS = ['pnpm-lock.yaml', 'tsconfig.base.json', 'tools/tsup-preset.mjs'];
/** What the builds of the packages go through is in there as well. */
const OWN_FOLDER = 'tools/build';
/** The documentation ships in the command line, where the guide answers from it. */
const DOCUMENTATION = { folder: 'docs', usedBy: 'cli' };
const NOT_BUILT = /\.(test|stories)\.ts$|(^|\/)test-support\//;

const documents = () => [
  ...readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, name)),
  ...filesUnder(join(root, DOCUMENTATION.folder)),
];

/** @param {WorkspacePackage} workspacePackage */
function inputFiles({ folder, path }) {
  const settings = readdirSync(path).filter(
    (name) => name === 'package.json' || name === 'tsup.config.ts' || name.startsWith('tsconfig'),
  );
  const sources = filesUnder(join(path, 'src')).filter((file) => !NOT_BUILT.test(file));
  return [
    ...SHARED_INPUTS.map((file) => join(root, file)),
    ...filesUnder(join(root, OWN_FOLDER)),
    ...settings.map((name) => join(path, name)),
    ...sources,
    ...(folder === DOCUMENTATION.usedBy ? documents() : []),
  ];
}

/** @param {WorkspacePackage} workspacePackage */
function builtFiles({ path }) {
  const dist = join(path, 'dist');
  return filesUnder(dist)
    .map((file) => relative(dist, file))
    .filter((file) => file.endsWith('.js'));
}

/**
 * The packages whose JavaScript must be built again, with the hash of what it
 * is built from: its own sources and settings, and those of the packages below.
 *
 * @returns {{ workspacePackage: WorkspacePackage, inputs: string }[]}
 */
export function stalePackages() {
  /** @type {Map<string, string>} */
  const hashes = new Map();
  return publishedPackages().flatMap((workspacePackage) => {
    const below = workspacePackage.dependencies.map((folder) => hashes.get(folder) ?? '');
    const inputs = hashOf(inputFiles(workspacePackage), below);
    hashes.set(workspacePackage.folder, inputs);
    return isFresh(workspacePackage.folder, inputs, () => builtFiles(workspacePackage))
      ? []
      : [{ workspacePackage, inputs }];
  });
}

/** Remembers that a package was built from these inputs. @param {WorkspacePackage} workspacePackage @param {string} inputs */
export function markBuilt(workspacePackage, inputs) {
  markFresh(workspacePackage.folder, inputs, builtFiles(workspacePackage));
}
