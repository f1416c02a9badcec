// @ts-check
// Every gate, then every test. Started by tools/test.mjs on the repository's own Node.
import { parseArgs } from 'node:util';
import { findFirefox } from '../browsers.mjs';
import { findWebKit, startWebKit } from '../setup/webkit.mjs';
import { build } from './build.mjs';
import { changesets } from './changesets.mjs';
import { format } from './format.mjs';
import { freshProject } from './fresh-project.mjs';
import { layers } from './layers.mjs';
import { lint } from './lint.mjs';
import { manifest } from './manifest.mjs';
import { packageManifests } from './package-manifests.mjs';
import { packageTypes } from './package-types.mjs';
import { runGates } from './run-gates.mjs';
import { sizes } from './sizes.mjs';
import { storybook } from './storybook.mjs';
import { templates } from './templates.mjs';
import { runTests } from './tests.mjs';
import { types } from './types.mjs';
import { unusedCode } from './unused-code.mjs';

/** The longest begin first. */
const GATES = [
  types,
  build,
  lint,
  freshProject,
  storybook,
  templates,
  packageTypes,
  sizes,
  manifest,
  unusedCode,
  layers,
  packageManifests,
  changesets,
  format,
];

const { values: options } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string' } },
});

const only = options.only?.split(',').map((name) => name.trim());
const known = [...GATES.map(({ name }) => name), 'tests'];
const unknown = only?.filter((name) => !known.includes(name)) ?? [];
if (unknown.length > 0) {
  console.error(`There is no gate ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(1);
}
const wanted = (/** @type {string} */ name) => only === undefined || only.includes(name);

/** Those that the elements are tested in. */
const browsers = (process.env['BROWSERS'] ?? (options.full ? 'chromium,firefox,webkit' : 'chromium'))
  .split(',')
  .filter(Boolean);
const webKit = browsers.includes('webkit') ? findWebKit() : null;
const there = browsers.filter((name) => name === 'chromium' || (name === 'firefox' && findFirefox()));
if (options.full) process.env['AGENT_CHAT_TEST'] = 'full';

const total = { passed: 0, failed: 0, skipped: 0 };
/** @param {{ passed: number, failed: number, skipped?: number }} counts */
function add({ passed, failed, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

console.log('Gates');
add(await runGates(GATES.filter(({ name }) => wanted(name))));
if (wanted('tests')) {
  for (const name of browsers) {
    if (there.includes(name) || (name === 'webkit' && webKit !== null)) continue;
    // What was asked for and is not done is no success.
    console.log(
      `FAIL  There is no ${name} here to test the elements in: BROWSERS says in which they are tested.`,
    );
    add({ passed: 0, failed: 1 });
  }
  add(await runTests({ BROWSERS: there.join(',') }));
  if (webKit !== null) {
    // In a run of its own: a page that is left open there keeps a processor busy.
    const driven = await startWebKit(webKit);
    add(await runTests({ BROWSERS: '', ...driven.env }, 'elements (webkit)'));
    driven.stop();
  }
}

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
