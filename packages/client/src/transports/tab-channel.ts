import type { Frame } from '@agent-chat/protocol';

/** What the leading tab passes on to the others. */
export interface TabMessage {
  readonly epoch: string;
  readonly frames: readonly Pick<Frame, 'kind' | 'data'>[];
}

/** The tabs of one origin that read the same; one of them leads. */
export interface TabChannel {
  /** Once it does, it does so until it is closed. */
  readonly isLeading: boolean;
  /**
   * Resolves when there is something to take, when this tab leads, or when `signal` aborts: `true`;
   * after `withinMs` without anything `false`.
   */
  news(withinMs: number, signal: AbortSignal): Promise<boolean>;
  /** What was passed on since the last call. */
  take(): readonly TabMessage[];
  send(message: TabMessage): void;
  /** The next tab leads. */
  close(): void;
}

/** `null` where the platform has no way for tabs to agree. */
export function createTabChannel(name: string): TabChannel | null {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined || globalThis.BroadcastChannel === undefined) return null;
  const channel = new BroadcastChannel(name);
  const waiting = new AbortController();
  let messages: TabMessage[] = [];
  let isLeading = false;
  let wake = (): void => undefined;
  let release = (): void => undefined;

  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (isLeading) return;
    messages.push(data);
    wake();
  };
  const lead = (): void => {
    isLeading = true;
    wake();
  };
  // The browser gives the lock on when the tab is gone, however it went.
  locks
    .request(name, { signal: waiting.signal }, () => {
      lead();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    })
    // It was closed while another one led; or the page may not ask, and reads for itself.
    .catch(lead);

  return {
    get isLeading() {
      return isLeading;
    },
    async news(withinMs, signal) {
      if (isLeading || messages.length > 0 || signal.aborted) return true;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const isNew = await new Promise<boolean>((resolve) => {
        wake = () => resolve(true);
        signal.addEventListener('abort', wake);
        timer = setTimeout(() => resolve(false), withinMs);
      });
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      return isNew;
    },
    take() {
      const taken = messages;
      messages = [];
      return taken;
    },
    send({ epoch, frames }) {
      channel.postMessage({ epoch, frames: frames.map(({ kind, data }) => ({ kind, data })) });
    },
    close() {
      waiting.abort();
      release();
      channel.close();
    },
  };
}
