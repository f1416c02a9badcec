import { AgentChatError } from '@agent-chat/protocol';
import type { OpenSubscription } from '../streams/open-subscription.js';
import { type FrameSink, type Pump, pumpFrames } from '../streams/pump-frames.js';
import type { EndReason } from '../streams/connections.js';

/** The subscriptions of one socket. */
export interface Subscriptions {
  /** Resolves when the subscription was accepted. Its frames begin with `start`. */
  open(
    subscribe: (signal: AbortSignal) => Promise<OpenSubscription>,
  ): Promise<{ readonly subscriptionId: string; start: () => void }>;
  /** Ends one without a word; nothing happens when it has ended already. */
  close(subscriptionId: string): void;
  /** Resolves when each has sent its last frame. None goes on from now on, nor one that is still asked for. */
  endAll(reason: EndReason): Promise<void>;
}

export interface SubscriptionsOptions {
  readonly max: number;
  readonly sinkOf: (subscriptionId: string) => FrameSink;
  readonly onError: Pump['onError'];
  readonly onEnd: Pump['onEnd'];
}

export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const open = new Map<string, AbortController>();
  const pumps = new Set<Promise<void>>();
  let opened = 0;
  /** Why all of them ended; what is accepted after that ends at once. */
  let allEnded: { readonly reason: EndReason } | null = null;

  return {
    async open(subscribe) {
      if (open.size >= options.max) {
        throw new AgentChatError(
          'RateLimited',
          `One connection may hold ${options.max} subscriptions. End one first.`,
        );
      }
      // Known on this socket alone, and the same on most: so most get the same bytes.
      opened += 1;
      const subscriptionId = `s${opened}`;
      const ending = new AbortController();
      open.set(subscriptionId, ending);
      if (allEnded !== null) ending.abort(allEnded.reason);
      const accepted = await subscribe(ending.signal).catch((error: unknown) => {
        open.delete(subscriptionId);
        throw error;
      });
      return {
        subscriptionId,
        start: () => {
          const pump = new Promise<void>((resolve) => {
            const sink = options.sinkOf(subscriptionId);
            const onEnd = (reason: EndReason): void => {
              options.onEnd(reason);
              resolve();
            };
            pumpFrames({ ...accepted, sink, ending, onError: options.onError, onEnd });
          });
          pumps.add(pump);
          void pump.finally(() => {
            pumps.delete(pump);
            open.delete(subscriptionId);
          });
        },
      };
    },
    close(subscriptionId) {
      open.get(subscriptionId)?.abort(null);
    },
    async endAll(reason) {
      allEnded ??= { reason };
      for (const ending of open.values()) ending.abort(reason);
      await Promise.all(pumps);
    },
  };
}
