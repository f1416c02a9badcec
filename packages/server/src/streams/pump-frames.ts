import { AgentChatError, type Bye, type Frame } from '@agent-chat/protocol';
import { type EndReason, SLOW } from './connections.js';

/** Where the frames of a subscription go. */
export interface FrameSink {
  /**
   * Writes in its turn, as soon as the reader can take it, and resolves when the reader can take
   * the next one. `false`: it took nothing for so long that it is given up. Once `signal` is
   * aborted nothing is written any more.
   */
  write(frame: Frame, signal: AbortSignal): Promise<boolean>;
  /** Writes the last frame, which does not wait. */
  writeLast(frame: Frame): void;
}

export interface Pump {
  /** Already pulled: a subscription that is refused never gets as far as here. */
  readonly first: Frame;
  readonly frames: AsyncIterator<Frame>;
  readonly sink: FrameSink;
  /** Aborted with the `EndReason`; its signal is the one that the subscription was made with. */
  readonly ending: AbortController;
  readonly onError: (error: AgentChatError) => void;
  /** Its end is no fault, and needs no `bye`. Default: `false`. */
  readonly isFinite?: boolean | undefined;
}

/** The subscription ended without a word: the viewer may ask again. */
const BROKEN: Bye = { reason: 'error', retryAfterMs: 1_000 };

/**
 * Moves frames from a subscription to its viewer at the viewer's pace: the next one is asked for
 * when there is room for it. Whatever ends it but the viewer's own leaving, the last frame is
 * `bye`. Never rejects.
 */
export async function pumpFrames(pump: Pump): Promise<void> {
  const { frames, sink, ending, onError } = pump;
  const reason = await moveFrames(pump).catch((cause: unknown): EndReason => {
    if (ending.signal.aborted) return endReason(ending.signal);
    const error = AgentChatError.from(cause);
    onError(error);
    return { ...BROKEN, error: error.toBody() };
  });
  if (reason !== null) sink.writeLast({ kind: 'bye', data: reason });
  ending.abort(null);
  // A subscription that waits for its next frame to be asked for does not see the signal.
  await frames.return?.().catch((cause: unknown) => onError(AgentChatError.from(cause)));
}

/** What the viewer must still be told. */
async function moveFrames({ first, frames, sink, ending, isFinite }: Pump): Promise<EndReason> {
  let frame = first;
  for (;;) {
    if (frame.kind === 'bye') {
      sink.writeLast(frame);
      return null;
    }
    if (!(await sink.write(frame, ending.signal))) return SLOW;
    if (ending.signal.aborted) return endReason(ending.signal);
    const next = await frames.next();
    if (ending.signal.aborted) return endReason(ending.signal);
    if (next.done === true) return isFinite === true ? null : BROKEN;
    frame = next.value;
  }
}

function endReason(signal: AbortSignal): EndReason {
  return signal.reason as EndReason;
}
