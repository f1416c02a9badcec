#!/usr/bin/env node
const LOWEST_NODE = 22;

// Looked at before anything else is loaded: on an older Node the database's driver ends the
// process without a word.
if (Number.parseInt(process.versions.node, 10) < LOWEST_NODE) {
  process.stderr.write(`agent-chat needs Node ${LOWEST_NODE} or newer. This is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  const { run } = await import('./run.js');
  await run();
}
