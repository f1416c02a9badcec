// For the tests of all packages: an entry of the workspace, which is not published.
export { FULL, inLanes, positions, seeded, seededBelow } from './seeded.js';
