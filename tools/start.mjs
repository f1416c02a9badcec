// @ts-check
// `npm start`: installs what is missing, builds what changed, starts the server.
// Runs on the Node that the newcomer has, so it is plain JavaScript without dependencies.
// package.json starts it with `exec`, so that no shell stands between npm and
// this process: one that does dies of Ctrl-C and makes a clean end look like a
// failure. Windows has no `exec`: there it needs the Linux subsystem.
import { ensureBuilt } from './build/ensure-built.mjs';
import { runServer } from './setup/run-server.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { requireNode } from './setup/require-node.mjs';
import { stopWithMessage } from './setup/stop-with-message.mjs';

requireNode();
try {
  await ensureInstalled('start', console.log);
  await ensureBuilt(console.log);
} catch (error) {
  stopWithMessage('Agent Chat could not be prepared', error);
}
process.exitCode = await runServer(process.argv.slice(2));
