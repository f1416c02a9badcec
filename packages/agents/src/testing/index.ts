export type { RunnerConformanceOptions } from './runner-conformance.js';
export { runnerConformance } from './runner-conformance.js';
