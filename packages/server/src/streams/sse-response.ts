import type { AgentChatError, Frame } from '@agent-chat/protocol';
import type { FrameStream } from '@agent-chat/protocol/wire';
import type { ByteSource } from './byte-sink.js';
import type { EndReason } from './connections.js';
import { toFrameStream } from './frame-stream.js';
import { pollFrames } from './poll-frames.js';
import { pumpFrames } from './pump-frames.js';
import { type SseContext, SseSink } from './sse-sink.js';
import { StreamResponse } from './stream-response.js';

export interface SseSource {
  readonly first: Frame;
  readonly frames: FrameStream;
  readonly ending: AbortController;
  readonly onEnd: (reason: EndReason) => void;
  /** After the end, once, when the reader has everything or has gone. */
  readonly onLeft: () => void;
  readonly onError: (error: AgentChatError) => void;
  /** Holds a poll for so long at most; `null`: a stream without end. */
  readonly waitMs: number | null;
}

/** A subscription as `text/event-stream`, at the pace of its reader. */
export function sseResponse(source: SseSource, context: SseContext): Response {
  const { first, frames, ending, onEnd, onLeft, onError, waitMs } = source;
  const { signal } = ending;
  /** Nobody has begun to read it. */
  const giveUp = (): void => {
    void frames.return().catch(() => undefined);
    onEnd(null);
    onLeft();
  };
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });

  const bytes: ByteSource = {
    start(byteSink) {
      signal.removeEventListener('abort', giveUp);
      const sink = new SseSink(byteSink, context);
      pumpFrames({
        first,
        frames: waitMs === null ? frames : toFrameStream(pollFrames(frames, waitMs, context.clock)),
        isFinite: waitMs !== null,
        sink,
        ending,
        onError,
        onEnd(reason) {
          sink.end();
          onEnd(reason);
        },
      });
      return {
        drained: () => sink.drained(),
        // What it read from goes on without it.
        left() {
          ending.abort(null);
          onLeft();
        },
      };
    },
  };
  return new StreamResponse(bytes, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Whoever compresses would keep events back.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
