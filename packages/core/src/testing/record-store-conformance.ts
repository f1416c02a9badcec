import { afterEach, beforeEach, describe } from 'vitest';
import type { RecordStore } from '../ports/record-store.js';
import { describeCrashes } from './record-store/crash-cases.js';
import { describeCreating } from './record-store/create-cases.js';
import { describeKeys } from './record-store/key-cases.js';
import { describeLists } from './record-store/list-cases.js';
import type { RecordStoreUnderTest } from './record-store/record-store-under-test.js';
import { describeReopening } from './record-store/reopen-cases.js';
import { describeReplacing } from './record-store/replace-cases.js';
import { describeValues } from './record-store/value-cases.js';

export interface OpenedRecordStore {
  /** Empty, and of this case alone. */
  readonly store: RecordStore;
  /** Closes what is open and opens what it left, as a new process would. Needed when `persistent`. */
  reopen?(): Promise<RecordStore>;
  /**
   * Ends what is open as the end of its process would, in the middle of whatever it does, and opens
   * what that left. Default: `reopen()`, which lets it finish.
   */
  crash?(): Promise<RecordStore>;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface RecordStoreConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Whether the records outlive the process; adds the cases that reopen the store. Default: no. */
  readonly persistent?: boolean;
  /** Called before each case. */
  open(): Promise<OpenedRecordStore>;
}

/** The conformance kit of the `RecordStore` port; see `eventStoreConformance`. */
export function recordStoreConformance(options: RecordStoreConformanceOptions): void {
  describe(`record store: ${options.name}`, () => {
    let opened: OpenedRecordStore;
    let store: RecordStore;
    const subject: RecordStoreUnderTest = {
      get store() {
        return store;
      },
      async reopen() {
        if (!opened.reopen) throw new Error(`"${options.name}" is said to be persistent: give it reopen().`);
        store = await opened.reopen();
      },
      async crash() {
        if (!options.persistent) return;
        if (opened.crash) store = await opened.crash();
        else await subject.reopen();
      },
    };

    beforeEach(async () => {
      opened = await options.open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    describeValues(subject);
    describeCreating(subject);
    describeReplacing(subject);
    describeLists(subject);
    describeKeys(subject);
    describeCrashes(subject);
    if (options.persistent) describeReopening(subject);
  });
}
