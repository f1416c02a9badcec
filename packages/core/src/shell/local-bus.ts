import type { Bus, BusHint } from '../ports/bus.js';
import type { Logger } from '../ports/environment.js';

export interface LocalBusOptions {
  /** Told of listeners that throw. Default: nobody is. */
  readonly logger?: Logger;
}

/** The bus of one process: for several orchestrators that share a store in it. */
export function createLocalBus({ logger }: LocalBusOptions = {}): Bus {
  const subscriptions = new Set<{ readonly listener: (hint: BusHint) => void }>();
  return {
    publish(hint) {
      for (const subscription of [...subscriptions]) {
        queueMicrotask(() => {
          if (!subscriptions.has(subscription)) return;
          try {
            subscription.listener(hint);
          } catch (error) {
            logger?.log('error', 'a listener of the bus failed', { cause: String(error) });
          }
        });
      }
    },
    subscribe(listener) {
      const subscription = { listener };
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },
  };
}
