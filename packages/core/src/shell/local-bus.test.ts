import { expect, it } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import { busConformance } from '../testing/bus-conformance.js';
import { createLocalBus } from './local-bus.js';

busConformance({
  name: 'of one process',
  async open() {
    return { bus: createLocalBus(), events: createMemoryEventStore(), close: async () => undefined };
  },
});

it('tells its logger of a listener that throws', async () => {
  const lines: unknown[] = [];
  const bus = createLocalBus({ logger: { log: (...line) => void lines.push(line) } });
  bus.subscribe(() => {
    throw new Error('Too tired.');
  });
  bus.publish({ type: 'deleted', tenant: 'tenant', conversationId: 'conversation' });
  await expect
    .poll(() => lines)
    .toEqual([['error', 'a listener of the bus failed', { cause: 'Error: Too tired.' }]]);
});
