import type { Ids } from '@agent-chat/core';
import { AgentChatError, type Frame } from '@agent-chat/protocol';
import type { OpenSubscription } from '../streams/open-subscription.js';
import { type Pump, pumpFrames } from '../streams/pump-frames.js';
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
  readonly ids: Ids;
  readonly max: number;
  readonly write: (subscriptionId: string, frame: Frame) => void;
  /** Calls `write` when the peer of all of them has room, and resolves when it has more; see `SocketFlow`. */
  readonly whenRoom: (write: () => void, signal: AbortSignal) => Promise<boolean>;
  readonly onError: Pump['onError'];
}

export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const open = new Map<string, AbortController>();
  const pumps = new Set<Promise<void>>();
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
      const subscriptionId = options.ids.next('subscription');
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
          const writeLast = (frame: Frame): void => options.write(subscriptionId, frame);
          const sink = {
            writeLast,
            write: (frame: Frame, signal: AbortSignal) => options.whenRoom(() => writeLast(frame), signal),
          };
          const pump = pumpFrames({ ...accepted, sink, ending, onError: options.onError });
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
