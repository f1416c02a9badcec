import { AgentChatError, type Frame } from '@agent-chat/protocol';
import { type FrameStream, isFrameStream } from '@agent-chat/protocol/wire';

/** Frames that can be taken without waiting, also of a source that can only be awaited: it is one frame ahead. */
export function toFrameStream(source: AsyncIterable<Frame>): FrameStream {
  return isFrameStream(source) ? source : createFetchedStream(source[Symbol.asyncIterator]());
}

function createFetchedStream(source: AsyncIterator<Frame>): FrameStream {
  let ready: Frame | null = null;
  let error: AgentChatError | null = null;
  let ended = false;
  let isFetching = false;
  let onReady: (() => void) | null = null;

  const settle = (result: IteratorResult<Frame> | null, failure: AgentChatError | null): void => {
    isFetching = false;
    error = failure;
    if (result?.done === false) ready = result.value;
    else if (failure === null) ended = true;
    onReady?.();
  };
  const fetch = (): void => {
    isFetching = true;
    source.next().then(
      (result) => settle(result, null),
      (cause: unknown) => settle(null, AgentChatError.from(cause)),
    );
  };

  return {
    take() {
      if (ended) return null;
      if (error !== null) {
        ended = true;
        throw error;
      }
      const frame = ready;
      ready = null;
      if (frame === null && !isFetching) fetch();
      return frame;
    },
    onReady(listener) {
      onReady = listener;
    },
    get ended() {
      return ended;
    },
    next: () => source.next(),
    async return() {
      ended = true;
      // Nobody waits for how it ends.
      await source.return?.().catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
