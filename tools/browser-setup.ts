import { chai, fixtureCleanup } from '@open-wc/testing';
import { afterEach } from 'vitest';
import { settle } from './settle.js';

// @open-wc/testing cleans up by itself only under Mocha.
afterEach(() => {
  fixtureCleanup();
});

chai.use(({ Assertion }) => {
  Assertion.overwriteMethod(
    'accessible',
    (check: (...args: unknown[]) => unknown) =>
      function accessible(this: Chai.AssertionStatic, ...args: unknown[]) {
        settle();
        return check.apply(this, args);
      },
  );
});
