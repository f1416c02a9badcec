import { presenceStoreConformance } from '../testing/presence-store-conformance.js';
import { createMemoryPresenceStore } from './memory-presence-store.js';

presenceStoreConformance({
  name: 'memory',
  async open({ clock }) {
    return { store: createMemoryPresenceStore({ clock }), close: async () => undefined };
  },
});
