// @ts-check
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { publishedPackages } from '../build/packages.mjs';
import { tsc } from '../build/types.mjs';
import { ownNode, root } from '../setup/paths.mjs';
import { CommandFailed, run } from '../setup/run.mjs';
import { packedPackages } from './packed.mjs';
import { build } from './build.mjs';
import { types } from './types.mjs';

/** The conformance kits speak Vitest: they load inside its runs only, where it is installed. */
const TEST_KIT = /\/testing$/;
const ONLY_WITHOUT_VITEST = /@agent-chat\/(?:core|agents)\/dist\/types\/testing\/.*'vitest'/;

/** What is read or linked rather than imported. */
const NO_CODE = /\.json$|^@agent-chat\/elements\/themes\//;
/**
 * Bundles that a page without a bundler loads: they register their elements at once, so Node, where there
 * is no page, cannot import them, and nothing has their types.
 */
const FOR_PAGES_ALONE = ['@agent-chat/elements/browser/*'];

/**
 * Every entry point with JavaScript and types, by the name that a user imports: all there are, but for
 * those above.
 */
const entryPoints = () =>
  publishedPackages()
    .flatMap(({ manifest }) =>
      Object.keys(manifest.publishConfig.exports).map((path) => join(manifest.name, path)),
    )
    .filter((name) => !NO_CODE.test(name) && !FOR_PAGES_ALONE.includes(name));

/**
 * What our adapters name is installed by whoever uses them: their types are those of these packages.
 * The conformance kits are for whoever has Vitest.
 */
const optionalPeers = () =>
  Object.fromEntries(
    publishedPackages()
      .flatMap(({ manifest }) => Object.entries(manifest.peerDependencies ?? {}))
      .filter(([name]) => name !== 'vitest'),
  );

/** @param {string} folder @param {unknown} content @param {string} name */
const write = (folder, name, content) =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

/** @param {string} folder */
async function install(folder) {
  const packed = await packedPackages();
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  write(folder, 'package.json', {
    name: 'fresh-project',
    private: true,
    type: 'module',
    dependencies: tarballs,
    devDependencies: { '@types/node': '24', ...optionalPeers() },
    // A version that is published already must not take the place of the one under test.
    overrides: Object.fromEntries(packed.map(({ name }) => [name, `$${name}`])),
  });
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
}

/**
 * Type-checks a file that imports everything, with the declarations of our
 * packages themselves checked: that finds a type of a dependency that is not listed.
 *
 * @param {string} folder
 */
async function checkTypes(folder) {
  const imports = entryPoints().map((name, index) => `import * as entry${index} from '${name}';`);
  const uses = entryPoints().map((_, index) => `entry${index}`);
  write(folder, 'use.ts', `${imports.join('\n')}\nexport const entries: object[] = [${uses.join(', ')}];\n`);
  write(folder, 'tsconfig.json', {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2024', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      module: 'nodenext',
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
    },
    files: ['use.ts'],
  });
  try {
    await run(ownNode, [join(root, tsc), '--pretty', 'false', '-p', '.'], { cwd: folder });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const ours = error.output
      .split('\n')
      .filter((line) => line.startsWith('use.ts') || line.includes('node_modules/@agent-chat/'))
      .filter((line) => !ONLY_WITHOUT_VITEST.test(line));
    if (ours.length > 0) throw new CommandFailed('The types do not work in a fresh project', ours.join('\n'));
  }
}

/** Imports everything in plain Node: no DOM, no bundler. @param {string} folder */
async function importEverything(folder) {
  const names = entryPoints().filter((name) => !TEST_KIT.test(name));
  write(folder, 'use.mjs', names.map((name) => `await import('${name}');\n`).join(''));
  await run(ownNode, ['use.mjs'], { cwd: folder });
}

/**
 * Bundles an entry that registers the elements, and looks for each tag: a bundler leaves out what
 * `sideEffects` does not name.
 *
 * @param {string} folder @param {string} entry
 */
async function bundleElements(folder, entry) {
  write(folder, 'page.mjs', `import '${entry}';\n`);
  const { outputFiles } = await esbuild.build({
    absWorkingDir: folder,
    entryPoints: ['page.mjs'],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'bundled',
    write: false,
  });
  const code = outputFiles.map(({ text }) => text).join('\n');
  const list = join(folder, 'node_modules/@agent-chat/elements/dist/vscode-html.json');
  /** @type {{ tags: { name: string }[] }} */
  const { tags } = JSON.parse(readFileSync(list, 'utf8'));
  const lost = tags.map(({ name }) => name).filter((name) => !code.includes(`defineElement("${name}"`));
  if (lost.length > 0) throw new CommandFailed(`A bundler leaves tags out of ${entry}`, lost.join('\n'));
}

/** @param {string} folder */
const runCommand = (folder) =>
  run(ownNode, ['node_modules/@agent-chat/cli/dist/main.js', '--help'], { cwd: folder });

/** What would be published, in an empty project. @type {import('./gate.mjs').Gate} */
export const freshProject = {
  name: 'packages in a fresh project',
  after: [build, types],
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'agent-chat-fresh-project-'));
    try {
      await install(folder);
      await checkTypes(folder);
      await importEverything(folder);
      for (const name of ['define', 'react']) await bundleElements(folder, `@agent-chat/elements/${name}`);
      await runCommand(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
