// @ts-check
// `npm test`: every gate and every test, after installing what they lack.
//   --full          the stated large counts instead of seeded samples, and every browser
//   --only=a,b      only these gates; `tests` stands for the tests themselves
// Runs on the Node that the newcomer has; what it starts runs on the repository's own.
import { chromiumForTests } from './setup/chromium.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { installOtherBrowsers } from './setup/other-browsers.mjs';
import { ownNode, root, toolState } from './setup/paths.mjs';
import { requireNode } from './setup/require-node.mjs';
import { stopWithMessage } from './setup/stop-with-message.mjs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

requireNode();
/** @type {NodeJS.ProcessEnv} */
let browser = {};
try {
  await ensureInstalled('full', console.log);
  const isFull = process.argv.includes('--full');
  browser = await chromiumForTests(console.log, { whole: isFull });
  if (isFull) await installOtherBrowsers(console.log);
} catch (error) {
  stopWithMessage('The tests could not be prepared', error);
}

const { status } = spawnSync(ownNode, ['tools/gates/run-all.mjs', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  // The tools are large, and each is started more than once.
  env: { NODE_COMPILE_CACHE: join(toolState, 'compiled'), ...process.env, ...browser },
});
process.exitCode = status ?? 1;
