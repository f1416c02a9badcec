// For the tests of all packages: an entry of the workspace, which is not published.
export { collectGarbage } from './collect-garbage.js';
export { jsonCorpora, naughtyStrings, type Sample } from './corpora.js';
export { errorOf } from './error-of.js';
export { freePort } from './free-port.js';
export { pollutedPrototypes } from './polluted-prototypes.js';
export { FULL, inLanes, positions, seeded, seededBelow } from './seeded.js';
