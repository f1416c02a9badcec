import type { Clock } from '@agent-chat/core';

/** The clock that all nodes share, as far as this node knows it. */
export interface StoreClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Asks the store, so that `now` is right to within half the time that the answer takes. */
  readonly sync: () => Promise<void>;
  /** Resolves when the store has been asked once: before that, `now` is this node's own. */
  readonly synced: () => Promise<void>;
}

/** @param readNow asks the store what time it is; `undefined`: this node's clock is the one */
export function createStoreClock(
  clock: Pick<Clock, 'now'>,
  readNow: (() => Promise<number>) | undefined,
): StoreClock {
  let aheadMs = 0;
  let isSynced = readNow === undefined;
  const sync = async (): Promise<void> => {
    if (readNow === undefined) return;
    const askedAt = clock.now();
    const storeNow = await readNow();
    aheadMs = Math.round(storeNow - (askedAt + clock.now()) / 2);
    isSynced = true;
  };
  return {
    now: () => clock.now() + aheadMs,
    sync,
    synced: async () => {
      if (!isSynced) await sync();
    },
  };
}
