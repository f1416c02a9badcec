import { fixtureCleanup } from '@open-wc/testing';
import { afterEach } from 'vitest';

// @open-wc/testing cleans up by itself only under Mocha.
afterEach(() => {
  fixtureCleanup();
});
