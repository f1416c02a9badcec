import { AgentChatError, type Bye, type Frame } from '@agent-chat/protocol';
import type { FrameStream } from '@agent-chat/protocol/wire';
import { type EndReason, SLOW } from './connections.js';

/** Where the frames of a subscription go. */
export interface FrameSink {
  /** Whether the reader can take one more now. */
  hasRoom(): boolean;
  /** Resolves when the reader can take more; `false`: it took nothing for so long that it is given up. */
  whenRoom(): Promise<boolean>;
  /** @param isShared whether other viewers get this very frame at this time */
  write(frame: Frame, isShared: boolean): void;
  /** Nothing more is there at present. */
  flush(): void;
}

export interface Pump {
  /** Already pulled: a subscription that is refused never gets as far as here. */
  readonly first: Frame;
  readonly frames: FrameStream;
  readonly sink: FrameSink;
  /** Aborted with the `EndReason`; its signal is the one that the subscription was made with. */
  readonly ending: AbortController;
  readonly onError: (error: AgentChatError) => void;
  /** After the last frame, once, with what the viewer was told. */
  readonly onEnd: (reason: EndReason) => void;
  /** Its end is no fault, and needs no `bye`. Default: `false`. */
  readonly isFinite?: boolean | undefined;
}

/** The subscription ended without a word: the viewer may ask again. */
const BROKEN: Bye = { reason: 'error', retryAfterMs: 1_000 };

/**
 * Moves frames from a subscription to its viewer at the viewer's pace: the next one is taken when
 * there is room for it, and at once when it is there. Whatever ends it but the viewer's own leaving,
 * the last frame is `bye`. Never throws.
 */
export function pumpFrames(pump: Pump): void {
  new FramePump(pump).start();
}

/** With all that a frame needs in one place: a thousand of these are in no cache. */
class FramePump {
  #isOver = false;
  #isMoving = false;
  #isWaiting = false;
  /** Of `ending`: asked for with each frame, and further away. */
  #isAborted: boolean;
  /** Behind the backlog every viewer stands at the same place. */
  #isShared = false;
  #next: Frame | null;
  readonly #frames: FrameStream;
  readonly #sink: FrameSink;
  readonly #pump: Pump;

  constructor(pump: Pump) {
    this.#pump = pump;
    this.#isAborted = pump.ending.signal.aborted;
    this.#next = pump.first;
    this.#frames = pump.frames;
    this.#sink = pump.sink;
  }

  start(): void {
    this.#frames.onReady(() => this.#move());
    this.#pump.ending.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#move();
  }

  #move(): void {
    if (this.#isOver || this.#isMoving || (this.#isWaiting && !this.#isAborted)) return;
    this.#isMoving = true;
    try {
      this.#moveAll();
    } catch (cause) {
      const error = AgentChatError.from(cause);
      this.#pump.onError(error);
      this.#finish({ ...BROKEN, error: error.toBody() });
    }
    this.#isMoving = false;
  }

  #moveAll(): void {
    const sink = this.#sink;
    const frames = this.#frames;
    for (;;) {
      if (this.#isAborted) {
        this.#finish(this.#pump.ending.signal.reason as EndReason);
        return;
      }
      if (!sink.hasRoom()) break;
      const frame: Frame | null = this.#next ?? frames.take();
      if (frame === null) break;
      this.#next = null;
      sink.write(frame, this.#isShared);
      if (frame.kind === 'caught_up') this.#isShared = true;
      if (frame.kind !== 'bye') continue;
      this.#finish(null, frame.data);
      return;
    }
    sink.flush();
    // An abort ends the frames before it is heard here.
    if (frames.ended && !this.#pump.ending.signal.aborted) {
      this.#finish(this.#pump.isFinite === true ? null : BROKEN);
    } else if (!this.#isWaiting && !sink.hasRoom()) {
      this.#wait();
    }
  }

  #wait(): void {
    this.#isWaiting = true;
    void this.#sink.whenRoom().then((hasRoom) => {
      this.#isWaiting = false;
      if (hasRoom) this.#move();
      else this.#finish(SLOW);
    });
  }

  /** @param told what the viewer has been told already */
  #finish(reason: EndReason, told = reason): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { ending, onError, onEnd } = this.#pump;
    ending.signal.removeEventListener('abort', this.#onAbort);
    if (reason !== null) this.#sink.write({ kind: 'bye', data: reason }, false);
    this.#sink.flush();
    ending.abort(null);
    this.#frames.return().catch((cause: unknown) => onError(AgentChatError.from(cause)));
    onEnd(told);
  }

  readonly #onAbort = (): void => {
    this.#isAborted = true;
    this.#move();
  };
}
