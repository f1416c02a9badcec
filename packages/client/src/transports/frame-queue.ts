import type { Frame } from '@agent-chat/protocol';

/** Frames between a socket that brings them and a reader that takes them. */
export interface FrameQueue extends AsyncIterable<Frame> {
  push(frame: Frame): void;
  /** The reader gets what is there already, then `error`. */
  fail(error: Error): void;
}

export function createFrameQueue(): FrameQueue {
  let frames: Frame[] = [];
  let failure: Error | null = null;
  let wake: (() => void) | null = null;

  return {
    push(frame) {
      frames.push(frame);
      wake?.();
    },
    fail(error) {
      failure ??= error;
      wake?.();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const taken = frames;
        frames = [];
        yield* taken;
        if (frames.length > 0) continue;
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
