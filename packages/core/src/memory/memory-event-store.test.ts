import { describe, expect, it } from 'vitest';
import { eventStoreConformance } from '../testing/event-store-conformance.js';
import { createMemoryEventStore } from './memory-event-store.js';

eventStoreConformance({
  name: 'memory',
  async open({ clock }) {
    const store = createMemoryEventStore({ clock });
    return { store, close: () => store.close() };
  },
});

describe('the epoch of a memory store', () => {
  it('is minted, another for each store, as a cursor can carry it', () => {
    const epochs = Array.from({ length: 20 }, () => createMemoryEventStore().epoch);
    expect(new Set(epochs).size).toBe(20);
    for (const epoch of epochs) expect(epoch).toMatch(/^[0-9A-Za-z]{1,64}$/);
  });

  it('is the one that was asked for', () => {
    expect(createMemoryEventStore({ epoch: 'restored1' }).epoch).toBe('restored1');
  });
});
