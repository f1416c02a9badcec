// For the tests of the packages above: an entry of the workspace, which is not published.
export { rawExchange } from './test-server.js';
