// @ts-check

const OLDEST = 20;

/** Stops with one clear sentence where Node is too old to start these tools. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST) return;
  console.error(
    `Agent Chat needs Node ${OLDEST} or newer to start; this is ${process.version}. See https://nodejs.org/.`,
  );
  process.exit(1);
}
