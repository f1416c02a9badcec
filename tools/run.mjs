// @ts-check
// The smaller npm scripts: installs what is missing, then runs one tool on the
// repository's own Node. `node tools/run.mjs <script> [arguments]`
import { LINTERS } from './gates/lint.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { ownNode } from './setup/paths.mjs';
import { requireNode } from './setup/require-node.mjs';
import { CommandFailed, run } from './setup/run.mjs';
import { stopWithMessage } from './setup/stop-with-message.mjs';

/** A program that runs from the source. @type {(path: string) => string[]} */
function sourceBench(path) {
  return [
    '--expose-gc',
    '--conditions=@agent-chat/source',
    '--import',
    './packages/store-test-support/src/source-hooks.ts',
    path,
  ];
}

/** One that compares a store with its driver. @type {(store: string, name: string) => string[]} */
function storeBench(store, name) {
  return sourceBench(`packages/${store}/bench/${name}.bench.ts`);
}

/** Each script is one or more commands for Node, run in order. @type {Record<string, string[][]>} */
const SCRIPTS = {
  build: [['tools/build/all.mjs']],
  pack: [['tools/build/all.mjs'], ['tools/build/pack.mjs']],
  generate: [['tools/generate.mjs']],
  lint: [['node_modules/@biomejs/biome/bin/biome', 'format', '.'], ...LINTERS],
  format: [['node_modules/@biomejs/biome/bin/biome', 'format', '--write', '.']],
  storybook: [
    ['tools/build/manifest.mjs'],
    ['node_modules/storybook/dist/bin/dispatcher.js', 'dev', '--port', '6006', '--disable-telemetry'],
  ],
  screenshots: [['tools/build/manifest.mjs'], ['tools/storybook/screenshots.mjs']],
  bench: [
    storeBench('store-sqlite', 'append'),
    storeBench('store-sqlite', 'read'),
    storeBench('store-postgres', 'append'),
    storeBench('store-postgres', 'read'),
    ['packages/elements/bench/markdown.ts'],
    ['packages/elements/bench/long-list.ts'],
    sourceBench('packages/client/bench/frames.ts'),
    sourceBench('packages/agents/bench/turn.ts'),
    sourceBench('packages/server/bench/broadcast.ts'),
    sourceBench('packages/server/bench/load.ts'),
    sourceBench('packages/integration/bench/catch-up.ts'),
    [
      'node_modules/vitest/vitest.mjs',
      'bench',
      '--run',
      '--passWithNoTests',
      '--project=!elements*',
      '--project=!storybook*',
      '--project=!store-*',
    ],
  ],
  changeset: [['node_modules/@changesets/cli/bin.js']],
};

requireNode();
const [name = '', ...args] = process.argv.slice(2);
const commands = SCRIPTS[name];
if (!commands) {
  console.error(`Unknown script "${name}". There are: ${Object.keys(SCRIPTS).join(', ')}.`);
  process.exit(1);
}

try {
  await ensureInstalled('full', console.log);
} catch (error) {
  stopWithMessage('The tools could not be installed', error);
}

for (const [index, command] of commands.entries()) {
  const isLast = index === commands.length - 1;
  try {
    await run(ownNode, isLast ? [...command, ...args] : command, { show: true });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    // The tool has said what is wrong. A limit that one benchmark misses says nothing of the others.
    process.exitCode = 1;
    if (name !== 'bench') break;
  }
}
