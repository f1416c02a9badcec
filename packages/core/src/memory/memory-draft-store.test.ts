import { draftStoreConformance } from '../testing/draft-store-conformance.js';
import { createMemoryDraftStore } from './memory-draft-store.js';

draftStoreConformance({
  name: 'memory',
  async open() {
    return { store: createMemoryDraftStore(), close: async () => undefined };
  },
});
