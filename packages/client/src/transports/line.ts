import type { Frame, MethodParams } from '@agent-chat/protocol';
import type { Transport } from './transport.js';
import { connectionLost } from './transport-errors.js';

/** A subscription that has begun. */
export interface Line {
  /** What came until it counted as open. */
  readonly opening: readonly Frame[];
  /** @throws AgentChatError as `Transport` says */
  next(): Promise<IteratorResult<Frame, undefined>>;
  /** Ends the connection. Idempotent. */
  close(): void;
}

/**
 * @param isOpen the frame that has to be there, in time
 * @throws AgentChatError `ConnectionLost` with `details.silent` when it did not come in time
 */
export async function openLine(
  transport: Transport,
  params: MethodParams<'subscribe'>,
  isOpen: (frame: Frame) => boolean,
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
      () => reject(connectionLost(`It did not open within ${withinMs} ms.`, undefined, { silent: true })),
      withinMs,
    );
  });
  const open = async (): Promise<readonly Frame[]> => {
    const opening: Frame[] = [];
    for (;;) {
      const { done, value } = await frames.next();
      if (done === true) throw connectionLost('The subscription ended before it began.');
      opening.push(value);
      if (isOpen(value)) return opening;
    }
  };
  const opened = open();
  try {
    return {
      opening: await Promise.race([opened, silence]),
      next: () => frames.next() as Promise<IteratorResult<Frame, undefined>>,
      close,
    };
  } catch (error) {
    opened.catch(() => undefined);
    close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
