import type { Store } from '../ports/store.js';
import { createMemoryBlobStore } from './memory-blob-store.js';
import { createMemoryEventStore, type MemoryEventStoreOptions } from './memory-event-store.js';
import { createMemoryLedger } from './memory-ledger.js';
import { createMemoryRecordStore } from './memory-record-store.js';

/** A store that ends with the process: for tests, demos, and what need not last. */
export function createMemoryStore(options: MemoryEventStoreOptions = {}): Store {
  const { clock } = options;
  const events = createMemoryEventStore(options);
  return {
    events,
    records: createMemoryRecordStore(),
    ledger: createMemoryLedger(clock === undefined ? {} : { clock }),
    blobs: createMemoryBlobStore(),
    close: () => events.close(),
  };
}
