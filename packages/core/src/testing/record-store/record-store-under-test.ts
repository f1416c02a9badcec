import type { RecordStore } from '../../ports/record-store.js';

/** The record store of the case that runs. */
export interface RecordStoreUnderTest {
  readonly store: RecordStore;
  /** Closes it and opens what it left, as a new process would. */
  reopen(): Promise<void>;
  /** Ends it as a crash would and opens what it left; one that is not persistent lives on. */
  crash(): Promise<void>;
}
