// For the tests of the packages above: an entry of the workspace, which is not published.
export { until } from './clients.js';
export { type FaultProxy, startFaultProxy } from './fault-proxy.js';
export { watchScreen } from './watched-screen.js';
export { memoryWebStorage } from './web-storage.js';
