import type { Clock } from '@agent-chat/core';
import type { ServerLimits } from '../limits.js';
import type { SocketPeer } from './socket-peer.js';

const POLL_MS = 20;

/** How much may be on its way to a peer, in bytes, before another frame is written. */
export function roomOf({ maxBufferedBytes }: Pick<ServerLimits, 'maxBufferedBytes'>): number {
  return maxBufferedBytes / 2;
}

/** Keeps what one socket may pile up within its limits, in both directions. */
export interface SocketFlow {
  /** Whether the peer can take one more frame now. */
  hasRoom(): boolean;
  /**
   * Resolves when the peer can take more; `false` when it took nothing for too long. All who wait are
   * told together, so each looks again: the first one may have filled it.
   */
  whenRoom(): Promise<boolean>;
  /** To be called after each message that was sent. */
  sent(): void;
  /** To be called with the number of calls under way, whenever it changes. */
  working(calls: number): void;
}

/**
 * Frames wait once half of `maxBufferedBytes` is on its way, so that the last one still fits; answers
 * to calls do not, so a peer that asks without reading is itself not read once all of it is.
 */
export function createSocketFlow(
  peer: SocketPeer,
  limits: ServerLimits,
  clock: Clock,
  options: { readonly gone: AbortSignal; readonly onSlow: () => void },
): SocketFlow {
  const roomBytes = roomOf(limits);
  const isOver = (): boolean => peer.bufferedAmount > roomBytes;
  const isFlooded = (): boolean => peer.bufferedAmount > limits.maxBufferedBytes;
  let calls = 0;
  let isPaused = false;
  let draining: Promise<boolean> | null = null;

  /** A WebSocket tells nobody when it drains, so it is looked at, and only while it is over. */
  const drain = async (): Promise<boolean> => {
    let buffered = peer.bufferedAmount;
    let progressAt = clock.now();
    while (isOver() && !options.gone.aborted) {
      await new Promise<void>((resolve) => {
        clock.after(POLL_MS, resolve);
      });
      if (peer.bufferedAmount < buffered) progressAt = clock.now();
      else if (clock.now() - progressAt >= limits.slowAfterMs) return false;
      buffered = peer.bufferedAmount;
    }
    return true;
  };

  const whenRoom = (): Promise<boolean> => {
    if (draining !== null) return draining;
    if (!isOver()) return Promise.resolve(true);
    draining = drain().then((hasRoom) => {
      draining = null;
      updateReading();
      if (!hasRoom) options.onSlow();
      return hasRoom;
    });
    return draining;
  };

  const updateReading = (): void => {
    const shouldPause = calls >= limits.maxCallsPerSocket || isFlooded();
    if (shouldPause === isPaused) return;
    isPaused = shouldPause;
    if (shouldPause) peer.pause();
    else peer.resume();
  };

  return {
    hasRoom: () => !isOver(),
    whenRoom,
    sent() {
      if (!isFlooded()) return;
      updateReading();
      void whenRoom();
    },
    working(now) {
      calls = now;
      updateReading();
    },
  };
}
