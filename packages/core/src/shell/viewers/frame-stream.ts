import type { Frame } from '@agent-chat/protocol';
import type { FrameStream } from '@agent-chat/protocol/wire';
import type { NewsListener } from '../conversation/viewer-bell.js';
import type { FrameReader } from './frame-reader.js';

/** What a stream reads from once it has begun. */
export interface OpenReader {
  readonly reader: FrameReader;
  /** Called once, however it ends. */
  readonly close: () => void;
}

/**
 * Frames of a reader that is opened when the first one is asked for, and closed after the last one,
 * when `signal` aborts, or when its own reader leaves.
 *
 * @param open is given whom to tell when there may be a frame that there was not
 */
export function createFrameStream(
  open: (listener: NewsListener) => Promise<OpenReader>,
  signal: AbortSignal | undefined,
): FrameStream {
  return new ReaderStream(open, signal);
}

/** With all that a viewer needs who keeps up in one place: a thousand of these are in no cache. */
class ReaderStream implements FrameStream, NewsListener {
  #reader: FrameReader | null = null;
  #onReady: (() => void) | null = null;
  #waiting: (() => void)[] | null = null;
  ended = false;
  readonly #open: (listener: NewsListener) => Promise<OpenReader>;
  readonly #signal: AbortSignal | undefined;
  #opening: Promise<void> | null = null;
  #close: (() => void) | null = null;

  constructor(open: (listener: NewsListener) => Promise<OpenReader>, signal: AbortSignal | undefined) {
    this.#open = open;
    this.#signal = signal;
  }

  /** There may be a frame now. */
  news(): void {
    const woken = this.#waiting;
    if (woken !== null) {
      this.#waiting = null;
      for (const resolve of woken) resolve();
    }
    if (this.#reader !== null) this.#onReady?.();
  }

  take(): Frame | null {
    const reader = this.#reader;
    if (this.ended || reader === null) return null;
    try {
      const frame = reader.take();
      if (reader.isOver) this.#end();
      return frame;
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  onReady(listener: () => void): void {
    this.#onReady = listener;
  }

  async next(): Promise<IteratorResult<Frame, void>> {
    this.#opening ??= this.#begin();
    await this.#opening;
    for (;;) {
      const frame = this.take();
      if (frame !== null) return { done: false, value: plain(frame) };
      if (this.ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#waiting ??= [];
        this.#waiting.push(resolve);
      });
    }
  }

  async return(): Promise<IteratorResult<Frame, void>> {
    this.#end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #begin(): Promise<void> {
    if (this.#signal?.aborted) {
      this.#end();
      return;
    }
    this.#signal?.addEventListener('abort', this.#end, { once: true });
    try {
      const { reader, close } = await this.#open(this);
      this.#reader = reader;
      this.#close = close;
      // Its reader may have left meanwhile.
      if (this.ended) close();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  readonly #end = (): void => {
    if (this.ended) return;
    this.ended = true;
    this.#signal?.removeEventListener('abort', this.#end);
    this.#close?.();
    this.news();
  };
}

/** Its fields are its own, so that it can be copied. */
function plain(frame: Frame): Frame {
  if (frame.kind !== 'event') return frame;
  const { kind, data, json } = frame;
  return { kind, data, ...(json !== undefined && { json }) };
}
