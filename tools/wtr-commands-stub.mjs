// @open-wc/testing imports the snapshot commands of a test runner that is not
// ours. Nothing here calls them; if something does, it says so.
const missing = () => {
  throw new Error('Snapshots of @web/test-runner are not available in Vitest.');
};

export const getSnapshot = missing;
export const getSnapshotConfig = missing;
export const saveSnapshot = missing;
