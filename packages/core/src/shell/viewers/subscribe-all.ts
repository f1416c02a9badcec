import type { ConversationEvent, Frame, MethodParams } from '@agent-chat/protocol';
import type { Clock } from '../../ports/environment.js';
import type { EventStore } from '../../ports/event-store.js';
import { passes } from './event-filter.js';

const PAGE = 200;
/** A node that is not told of what another one writes looks again after so long. */
const POLL_MS = 1_000;
const RETRY_AFTER_MS = 1_000;

export interface SubscribeAllContext {
  readonly store: EventStore;
  readonly clock: Clock;
  /** Calls back when something may have been appended, or the node stops. */
  readonly onActivity: (listener: () => void) => () => void;
  readonly isClosing: () => boolean;
}

/** What an operator sees of all conversations of a tenant. It holds no queue, and pulls. */
export async function* subscribeToAll(
  tenant: string,
  { afterPosition, filters }: MethodParams<'subscribeAll'>,
  context: SubscribeAllContext,
  signal: AbortSignal | undefined,
): AsyncGenerator<Frame, void, undefined> {
  const { store } = context;
  let position = afterPosition === '0' ? undefined : (afterPosition ?? (await store.newestPosition()));
  let told = position;
  let isFirst = true;
  while (!signal?.aborted) {
    const activity = nextActivity(context, signal);
    try {
      const page = await store.readAll({
        limit: PAGE,
        ...(position === undefined ? {} : { afterPosition: position }),
      });
      if (isFirst) {
        isFirst = false;
        yield { kind: 'position', data: { position: position ?? '0' } };
      }
      for (const found of page) {
        position = found.position;
        if (found.tenant !== tenant) continue;
        const data = JSON.parse(found.json) as ConversationEvent;
        if (!passes(data, filters)) continue;
        told = position;
        yield { kind: 'event', data, json: found.json, position };
      }
      if (page.length === PAGE) continue;
      if (position !== undefined && position !== told) {
        told = position;
        yield { kind: 'position', data: { position } };
      }
      if (context.isClosing()) {
        yield { kind: 'bye', data: { reason: 'shutdown', retryAfterMs: RETRY_AFTER_MS } };
        return;
      }
      await activity.happened;
    } finally {
      activity.leave();
    }
  }
}

/** Listens from now on, so that what comes while a page is read is not missed. */
function nextActivity(
  { onActivity, clock }: SubscribeAllContext,
  signal: AbortSignal | undefined,
): { readonly happened: Promise<void>; leave(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  const unsubscribe = onActivity(done);
  const cancel = clock.after(POLL_MS, done);
  signal?.addEventListener('abort', done, { once: true });
  return {
    happened: promise,
    leave() {
      unsubscribe();
      cancel();
      signal?.removeEventListener('abort', done);
    },
  };
}
