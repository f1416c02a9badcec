import type { Clock } from '@agent-chat/core';
import type { Frame } from '@agent-chat/protocol';
import { encodeSseComment, encodeSseRetry } from '@agent-chat/protocol/wire';
import type { ServerLimits } from '../limits.js';
import type { ByteSink } from './byte-sink.js';
import type { FrameEncoder } from './frame-encoder.js';
import { MAX_PIECE_BYTES, piecesOf } from './pieces.js';
import type { FrameSink } from './pump-frames.js';

const RETRY_MS = 1_000;

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
  /** What was gathered, and what the reader had no room for. */
  readonly #pieces: Uint8Array[] = [];
  /** Behind the pieces. */
  #text = encodeSseRetry(RETRY_MS);
  /** Of what was gathered since the last flush. */
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
    this.#writeOut();
    if (this.#hasRoom) this.#settle?.(true);
  }

  whenRoom(): Promise<boolean> {
    const { clock, limits } = this.#context;
    return new Promise((resolve) => {
      let unsent = this.#unsentBytes();
      const look = (): void => {
        const before = unsent;
        unsent = this.#unsentBytes();
        if (unsent >= before) {
          settle(false);
          return;
        }
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
      for (const bytes of encoder.sharedSse(frame)) {
        this.#pieces.push(bytes);
        this.#length += bytes.length;
      }
    } else {
      const text = encoder.sseText(frame);
      this.#text += text;
      this.#length += text.length;
    }
    if (this.#length >= MAX_PIECE_BYTES) this.flush();
  }

  flush(): void {
    this.#endText();
    this.#length = 0;
    if (this.#hasRoom) this.#writeOut();
  }

  end(): void {
    this.#cancelHeartbeat();
    this.#settle?.(true);
    for (const bytes of this.#pieces.splice(0)) this.#sink.write(bytes);
    this.#sink.end();
  }

  /** Writes what is there until the reader is full: the rest follows when it has drained. */
  #writeOut(): void {
    const pieces = this.#pieces;
    if (pieces.length === 0) return;
    const isOne = pieces.length === 1;
    if (!isOne) this.#sink.cork?.();
    let written = 0;
    for (const bytes of pieces) {
      this.#hasRoom = this.#sink.write(bytes);
      written += 1;
      if (!this.#hasRoom) break;
    }
    if (!isOne) this.#sink.uncork?.();
    pieces.splice(0, written);
  }

  #unsentBytes(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, this.#sink.bufferedBytes);
  }

  #endText(): void {
    if (this.#text === '') return;
    this.#pieces.push(...piecesOf(this.#utf8.encode(this.#text)));
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
