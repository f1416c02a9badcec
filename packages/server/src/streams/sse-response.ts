import type { Clock } from '@agent-chat/core';
import type { AgentChatError, Frame } from '@agent-chat/protocol';
import { encodeSseComment, encodeSseRetry } from '@agent-chat/protocol/wire';
import type { ServerLimits } from '../limits.js';
import { encodeSseFrame } from './encode-frame.js';
import { pollFrames } from './poll-frames.js';
import { pumpFrames } from './pump-frames.js';
import { TextQueue } from './text-queue.js';

const RETRY_MS = 1_000;
/** One write to the socket: enough for a page of events, little enough for many viewers. */
const MAX_CHUNK_LENGTH = 64 * 1024;

export interface SseSource {
  readonly first: Frame;
  readonly frames: AsyncIterator<Frame>;
  readonly ending: AbortController;
  readonly onEnd: () => void;
  readonly onError: (error: AgentChatError) => void;
  /** Holds a poll for so long at most; `null`: a stream without end. */
  readonly waitMs: number | null;
}

export interface SseContext {
  readonly epoch: string;
  readonly clock: Clock;
  readonly limits: ServerLimits;
}

/** A subscription as `text/event-stream`, pulled at the pace of its reader. */
export function sseResponse(
  { first, frames, ending, onEnd, onError, waitMs }: SseSource,
  { epoch, clock, limits }: SseContext,
): Response {
  const queue = new TextQueue(Math.min(MAX_CHUNK_LENGTH, limits.maxBufferedBytes), clock);
  queue.push(encodeSseRetry(RETRY_MS));

  const stopHeartbeat = repeat(clock, limits.heartbeatMs, () => {
    if (queue.isEmpty) queue.push(encodeSseComment(''));
  });
  const writeLast = (frame: Frame): void => queue.push(encodeSseFrame(epoch, frame));
  const sink = {
    writeLast,
    write(frame: Frame, signal: AbortSignal) {
      // The queue is this stream's alone: when the last frame found room, so does this one.
      if (!signal.aborted) writeLast(frame);
      return queue.room(limits.slowAfterMs, signal);
    },
  };
  const source =
    waitMs === null
      ? { first, frames }
      : { first, frames: pollFrames(frames, waitMs, clock), isFinite: true };
  void pumpFrames({ ...source, sink, ending, onError }).finally(() => {
    stopHeartbeat();
    queue.end();
    onEnd();
  });

  const utf8 = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const text = await queue.take();
        if (text === null) controller.close();
        else controller.enqueue(utf8.encode(text));
      },
      cancel() {
        // The reader is gone; what it read from goes on without it.
        ending.abort(null);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}

/** Calls `callback` again and again until the returned function is called. */
function repeat(clock: Clock, everyMs: number, callback: () => void): () => void {
  let cancel = clock.after(everyMs, function tick() {
    callback();
    cancel = clock.after(everyMs, tick);
  });
  return () => cancel();
}
