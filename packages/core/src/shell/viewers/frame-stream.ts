import type { Frame } from '@agent-chat/protocol';
import type { FrameStream } from '@agent-chat/protocol/wire';
import type { FrameReader } from './frame-reader.js';

/** What a stream reads from once it has begun. */
export interface OpenReader {
  readonly reader: FrameReader;
  /** Called once, however it ends. */
  readonly close: () => void;
}

/** Called by the reader when it may have a frame that it had not. */
export type OnNews = () => void;

/**
 * Frames of a reader that is opened when the first one is asked for, and closed after the last one,
 * when `signal` aborts, or when its own reader leaves.
 */
export function createFrameStream(
  open: (onNews: OnNews) => Promise<OpenReader>,
  signal: AbortSignal | undefined,
): FrameStream {
  let opening: Promise<void> | null = null;
  let opened: OpenReader | null = null;
  let ended = false;
  let isListening = false;
  let onReady: (() => void) | null = null;
  let waiting: (() => void)[] = [];

  const wake = (): void => {
    if (waiting.length > 0) {
      const woken = waiting;
      waiting = [];
      for (const resolve of woken) resolve();
    }
    if (opened !== null) onReady?.();
  };

  const end = (): void => {
    if (ended) return;
    ended = true;
    if (isListening) signal?.removeEventListener('abort', end);
    opened?.close();
    wake();
  };

  const begin = async (): Promise<void> => {
    if (signal?.aborted) {
      end();
      return;
    }
    signal?.addEventListener('abort', end, { once: true });
    isListening = true;
    try {
      const found = await open(wake);
      opened = found;
      // Its reader may have left meanwhile.
      if (ended) found.close();
    } catch (error) {
      end();
      throw error;
    }
  };

  const take = (): Frame | null => {
    if (ended || opened === null) return null;
    try {
      const frame = opened.reader.take();
      if (opened.reader.isOver) end();
      return frame;
    } catch (error) {
      end();
      throw error;
    }
  };

  return {
    take,
    onReady(listener) {
      onReady = listener;
    },
    get ended() {
      return ended;
    },
    async next() {
      opening ??= begin();
      await opening;
      for (;;) {
        const frame = take();
        if (frame !== null) return { done: false, value: plain(frame) };
        if (ended) return { done: true, value: undefined };
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Its fields are its own, so that it can be copied. */
function plain(frame: Frame): Frame {
  if (frame.kind !== 'event') return frame;
  const { kind, data, json } = frame;
  return { kind, data, ...(json !== undefined && { json }) };
}
