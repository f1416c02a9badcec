import { blobStoreConformance } from '../testing/blob-store-conformance.js';
import { createMemoryBlobStore } from './memory-blob-store.js';

blobStoreConformance({
  name: 'memory',
  async open() {
    return { store: createMemoryBlobStore(), close: async () => undefined };
  },
});
