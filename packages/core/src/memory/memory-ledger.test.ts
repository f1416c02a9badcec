import { ledgerConformance } from '../testing/ledger-conformance.js';
import { createMemoryLedger } from './memory-ledger.js';

ledgerConformance({
  name: 'memory',
  async open({ clock }) {
    return { ledger: createMemoryLedger({ clock }), close: async () => undefined };
  },
});
