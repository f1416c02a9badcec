import type { Clock } from '@agent-chat/core';
import type { Frame } from '@agent-chat/protocol';
import { encodeSseComment, encodeSseRetry } from '@agent-chat/protocol/wire';
import type { ServerLimits } from '../limits.js';
import type { ByteSink } from './byte-sink.js';
import type { FrameEncoder } from './frame-encoder.js';
import type { FrameSink } from './pump-frames.js';

const RETRY_MS = 1_000;
/** One write to the socket: enough for a page of events, little enough for many viewers. */
const MAX_WRITE_BYTES = 64 * 1024;

export interface SseContext {
  readonly encoder: FrameEncoder;
  readonly clock: Clock;
  readonly limits: ServerLimits;
}

/** Writes frames as server-sent events: what is a viewer's own as one text, what all viewers get as the bytes of all. */
export class SseSink implements FrameSink {
  readonly #sink: ByteSink;
  readonly #context: SseContext;
  readonly #utf8 = new TextEncoder();
  readonly #chunks: Uint8Array[] = [];
  /** Behind the chunks. */
  #text = encodeSseRetry(RETRY_MS);
  #length = 0;
  #hasRoom = true;
  #settle: ((hasRoom: boolean) => void) | null = null;
  #cancelHeartbeat: () => void;

  constructor(sink: ByteSink, context: SseContext) {
    this.#sink = sink;
    this.#context = context;
    this.#cancelHeartbeat = this.#planHeartbeat();
  }

  hasRoom(): boolean {
    return this.#hasRoom;
  }

  /** The reader can take more. */
  drained(): void {
    this.#hasRoom = true;
    this.#settle?.(true);
  }

  whenRoom(): Promise<boolean> {
    const { clock, limits } = this.#context;
    return new Promise((resolve) => {
      let buffered = this.#sink.bufferedBytes;
      const look = (): void => {
        if (this.#sink.bufferedBytes >= buffered) {
          settle(false);
          return;
        }
        buffered = this.#sink.bufferedBytes;
        cancel = clock.after(limits.slowAfterMs, look);
      };
      let cancel = clock.after(limits.slowAfterMs, look);
      const settle = (hasRoom: boolean): void => {
        cancel();
        this.#settle = null;
        resolve(hasRoom);
      };
      this.#settle = settle;
    });
  }

  write(frame: Frame, isShared: boolean): void {
    const { encoder } = this.#context;
    if (isShared) {
      this.#endText();
      const bytes = encoder.sharedSse(frame);
      this.#chunks.push(bytes);
      this.#length += bytes.length;
    } else {
      const text = encoder.sseText(frame);
      this.#text += text;
      this.#length += text.length;
    }
    if (this.#length >= MAX_WRITE_BYTES) this.flush();
  }

  flush(): void {
    this.#endText();
    const [first] = this.#chunks;
    if (first === undefined) return;
    if (this.#chunks.length === 1) {
      this.#hasRoom = this.#sink.write(first);
    } else {
      this.#sink.cork?.();
      for (const bytes of this.#chunks) this.#hasRoom = this.#sink.write(bytes);
      this.#sink.uncork?.();
    }
    this.#chunks.length = 0;
    this.#length = 0;
  }

  end(): void {
    this.#cancelHeartbeat();
    this.#settle?.(true);
    this.#sink.end();
  }

  #endText(): void {
    if (this.#text === '') return;
    this.#chunks.push(this.#utf8.encode(this.#text));
    this.#text = '';
  }

  #planHeartbeat(): () => void {
    const { clock, limits } = this.#context;
    return clock.after(limits.heartbeatMs, () => {
      this.#cancelHeartbeat = this.#planHeartbeat();
      if (!this.#hasRoom) return;
      this.#text += encodeSseComment('');
      this.flush();
    });
  }
}
