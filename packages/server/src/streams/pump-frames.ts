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
export function pumpFrames({ first, frames, sink, ending, onError, onEnd, isFinite }: Pump): void {
  let next: Frame | null = first;
  /** Behind the backlog every viewer stands at the same place. */
  let isShared = false;
  let isWaiting = false;
  let isMoving = false;
  let isOver = false;
  /** Of `ending`: asked for with each frame, and further away. */
  let isAborted = ending.signal.aborted;

  /** @param told what the viewer has been told already */
  const finish = (reason: EndReason, told = reason): void => {
    if (isOver) return;
    isOver = true;
    ending.signal.removeEventListener('abort', onAbort);
    if (reason !== null) sink.write({ kind: 'bye', data: reason }, false);
    sink.flush();
    ending.abort(null);
    frames.return().catch((cause: unknown) => onError(AgentChatError.from(cause)));
    onEnd(told);
  };

  const wait = (): void => {
    isWaiting = true;
    void sink.whenRoom().then((hasRoom) => {
      isWaiting = false;
      if (hasRoom) move();
      else finish(SLOW);
    });
  };

  const moveAll = (): void => {
    for (;;) {
      if (isAborted) {
        finish(ending.signal.reason as EndReason);
        return;
      }
      if (!sink.hasRoom()) break;
      const frame: Frame | null = next ?? frames.take();
      next = null;
      if (frame === null) break;
      sink.write(frame, isShared);
      if (frame.kind === 'caught_up') isShared = true;
      if (frame.kind !== 'bye') continue;
      finish(null, frame.data);
      return;
    }
    sink.flush();
    // An abort ends the frames before it is heard here.
    if (frames.ended && !ending.signal.aborted) finish(isFinite === true ? null : BROKEN);
    else if (!isWaiting && !sink.hasRoom()) wait();
  };

  function move(): void {
    if (isOver || isMoving || (isWaiting && !isAborted)) return;
    isMoving = true;
    try {
      moveAll();
    } catch (cause) {
      const error = AgentChatError.from(cause);
      onError(error);
      finish({ ...BROKEN, error: error.toBody() });
    }
    isMoving = false;
  }

  function onAbort(): void {
    isAborted = true;
    move();
  }

  frames.onReady(move);
  ending.signal.addEventListener('abort', onAbort, { once: true });
  move();
}
