import { recordStoreConformance } from '../testing/record-store-conformance.js';
import { createMemoryRecordStore } from './memory-record-store.js';

recordStoreConformance({
  name: 'memory',
  async open() {
    return { store: createMemoryRecordStore(), close: async () => undefined };
  },
});
