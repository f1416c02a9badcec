import type { Frame, MethodParams } from '@agent-chat/protocol';
import type { Transport } from './transport.js';
import { connectionLost } from './transport-errors.js';

/** A subscription whose first frame is there. */
export interface Line {
  readonly first: Frame;
  /** @throws AgentChatError as `Transport` says */
  next(): Promise<IteratorResult<Frame, undefined>>;
  /** Ends the connection. Idempotent. */
  close(): void;
}

/**
 * @param withinMs until the first frame
 * @throws AgentChatError `ConnectionLost` with `details.silent` when nothing came in time
 */
export async function openLine(
  transport: Transport,
  params: MethodParams<'subscribe'>,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<Line> {
  const own = new AbortController();
  const abort = (): void => own.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  const frames = transport.subscribe(params, { signal: own.signal })[Symbol.asyncIterator]();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = (): void => {
    signal?.removeEventListener('abort', abort);
    own.abort();
    // Whatever it still has to say is said to nobody.
    frames.return?.().catch(() => undefined);
  };
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(connectionLost(`No frame came within ${withinMs} ms.`, undefined, { silent: true })),
      withinMs,
    );
  });
  const next = frames.next();
  try {
    const first = await Promise.race([next, silence]);
    if (first.done === true) throw connectionLost('The subscription ended before it began.');
    return {
      first: first.value,
      next: () => frames.next() as Promise<IteratorResult<Frame, undefined>>,
      close,
    };
  } catch (error) {
    next.catch(() => undefined);
    close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
