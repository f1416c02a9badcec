import { fileStoreConformance } from '../testing/file-store-conformance.js';
import { createMemoryFileStore } from './memory-file-store.js';

fileStoreConformance({
  name: 'memory',
  async open() {
    return { store: createMemoryFileStore(), close: async () => undefined };
  },
});
