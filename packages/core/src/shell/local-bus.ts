import type { Bus, BusHint } from '../ports/bus.js';

/** The bus of one process: for several orchestrators that share a store in it. */
export function createLocalBus(): Bus {
  const listeners = new Set<(hint: BusHint) => void>();
  return {
    publish(hint) {
      for (const listener of [...listeners]) listener(hint);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
