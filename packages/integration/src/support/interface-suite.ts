import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type InterfaceServer, openInterfaceServer } from './interface-server.js';
import { TEST_STORES } from './test-stores.js';

/** What tests of interfaces have: two nodes on one store, from the first test on. */
export interface InterfaceSuite
  extends Pick<InterfaceServer, 'paramsOf' | 'make' | 'shown'>,
    Pick<InterfaceServer, 'node' | 'other' | 'clock' | 'store'> {
  /** A slug that no other test has. */
  slugOf(name: string): string;
  /** Counts the tests. */
  readonly count: number;
}

/** The tests that `define` declares, on each store. */
export function describeInterfaces(title: string, define: (suite: InterfaceSuite) => void): void {
  describe.each(TEST_STORES)(`${title} on $name`, ({ skipped, ...kind }) => {
    let opened: InterfaceServer;
    let count = 0;

    describe.skipIf(skipped)(skipped === false ? 'are kept' : skipped, () => {
      beforeAll(async () => {
        opened = await openInterfaceServer({ ...kind, skipped });
      });
      afterAll(() => opened.close());
      beforeEach(() => {
        count += 1;
      });
      define({
        get node() {
          return opened.node;
        },
        get other() {
          return opened.other;
        },
        get clock() {
          return opened.clock;
        },
        get store() {
          return opened.store;
        },
        get count() {
          return count;
        },
        slugOf: (name) => `${name}-${count}`,
        paramsOf: (fields) => opened.paramsOf(fields),
        make: (fields, tenant) => opened.make(fields, tenant),
        shown: (slug, on) => opened.shown(slug, on),
      });
    });
  });
}
