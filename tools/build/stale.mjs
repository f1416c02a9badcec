// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, toolState } from '../setup/paths.mjs';
import { publishedPackages } from './packages.mjs';

/** @typedef {import('./packages.mjs').WorkspacePackage} WorkspacePackage */

// The lockfile counts because the browser bundle of the elements contains its dependencies.
const SHARED_INPUTS = ['pnpm-lock.yaml', 'tsconfig.base.json', 'tools/tsup-preset.mjs'];
/** What the builds of the packages go through is in there as well. */
const OWN_FOLDER = 'tools/build';
/** The documentation ships in the command line, where the guide answers from it. */
const DOCUMENTATION = { folder: 'docs', usedBy: 'cli' };
const NOT_BUILT = /\.(test|stories)\.ts$|(^|\/)test-support\//;

/** @param {string} folder @returns {string[]} */
function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    })
    .sort();
}

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

const stampFile = (/** @type {WorkspacePackage} */ { folder }) => join(toolState, 'build', `${folder}.json`);

/** @param {WorkspacePackage} workspacePackage */
function builtFiles({ path }) {
  const dist = join(path, 'dist');
  return filesUnder(dist)
    .map((file) => relative(dist, file))
    .filter((file) => file.endsWith('.js'));
}

/** @param {WorkspacePackage} workspacePackage @param {string} inputs */
function isFresh(workspacePackage, inputs) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(workspacePackage), 'utf8'));
    const present = new Set(builtFiles(workspacePackage));
    return stamp.inputs === inputs && stamp.outputs.every((/** @type {string} */ file) => present.has(file));
  } catch {
    return false; // never built, or half written
  }
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
    const hash = createHash('sha256');
    for (const file of inputFiles(workspacePackage)) {
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
    for (const folder of workspacePackage.dependencies) hash.update(hashes.get(folder) ?? '');
    const inputs = hash.digest('hex');
    hashes.set(workspacePackage.folder, inputs);
    return isFresh(workspacePackage, inputs) ? [] : [{ workspacePackage, inputs }];
  });
}

/** Remembers that a package was built from these inputs. @param {WorkspacePackage} workspacePackage @param {string} inputs */
export function markFresh(workspacePackage, inputs) {
  const file = stampFile(workspacePackage);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ inputs, outputs: builtFiles(workspacePackage) })}\n`);
}
