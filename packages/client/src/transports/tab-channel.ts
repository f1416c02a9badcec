import { AgentChatError, type ErrorBody, type Frame } from '@agent-chat/protocol';

/** What the leading tab passes on to the others. */
export interface TabMessage {
  /** Of the log that it reads; empty while its stream has brought nothing. */
  readonly epoch: string;
  /** How far it had read before these frames: a tab that has not has missed something. */
  readonly after: number;
  readonly frames: readonly Pick<Frame, 'kind' | 'data'>[];
}

/** The tabs of one origin that read the same; one of them leads. */
export interface TabChannel {
  /** Once it does, it does so until it is closed or dismissed. */
  readonly isLeading: boolean;
  /** Aborts when another tab has taken the lead from this one. */
  readonly dismissal: AbortSignal;
  /** Why the leading tab reads no more, which is for all to know; `null` until it has said so. */
  readonly end: AgentChatError | null;
  /**
   * Resolves when there is something to take, when this tab leads, or when `signal` aborts: `true`;
   * after `withinMs` without anything `false`.
   */
  news(withinMs: number, signal: AbortSignal): Promise<boolean>;
  /** What was passed on since the last call. */
  take(): readonly TabMessage[];
  send(message: TabMessage): void;
  /** Asks the leading tab for a sign of life, which is a message without frames. */
  ask(): void;
  /** Takes the lead from a tab that gives none. */
  takeOver(): void;
  /** The next tab leads; not those of now, if they are to know why this one does no more. */
  close(end: AgentChatError | null): void;
}

const ASK = 'ask';
/** So long after its word the lead is free, so that the word is there before it. */
const HAND_OVER_AFTER_MS = 50;

/**
 * `null` where the platform has no way for tabs to agree.
 * @param signOfLife what this tab says of itself while it leads
 */
export function createTabChannel(name: string, signOfLife: () => TabMessage): TabChannel | null {
  const locks = globalThis.navigator?.locks;
  const channel = locks === undefined ? null : openChannel(name);
  if (locks === undefined || channel === null) return null;
  const waiting = new AbortController();
  const dismissed = new AbortController();
  let messages: TabMessage[] = [];
  let isLeading = false;
  let end: AgentChatError | null = null;
  let wake = (): void => undefined;
  let release = (): void => undefined;

  const send = ({ frames, ...rest }: TabMessage): void =>
    channel.postMessage({ ...rest, frames: frames.map(({ kind, data }) => ({ kind, data })) });
  channel.onmessage = ({ data }: MessageEvent<TabMessage | ErrorBody | typeof ASK>) => {
    if (data === ASK) {
      if (isLeading) send(signOfLife());
    } else if (!isLeading) {
      if ('code' in data) end = AgentChatError.fromBody(data);
      else messages.push(data);
      wake();
    }
  };
  const lead = (): void => {
    isLeading = true;
    wake();
  };
  const hold = (): Promise<void> => {
    lead();
    // Who was about to take it over as well has no reason to.
    send(signOfLife());
    return new Promise((resolve) => {
      release = resolve;
    });
  };
  // It was taken from this tab, or closed while another one led; or the page may not ask for it, and
  // reads for itself.
  const onDenied = (): void => (isLeading ? dismissed.abort() : lead());
  // The browser gives the lock on when the tab is gone, however it went.
  locks.request(name, { signal: waiting.signal }, hold).catch(onDenied);

  return {
    get isLeading() {
      return isLeading;
    },
    dismissal: dismissed.signal,
    get end() {
      return end;
    },
    async news(withinMs, signal) {
      if (isLeading || messages.length > 0 || end !== null || signal.aborted) return true;
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
    send,
    ask: () => channel.postMessage(ASK),
    takeOver() {
      locks.request(name, { steal: true }, hold).catch(onDenied);
    },
    close(why) {
      waiting.abort();
      if (why === null) release();
      else {
        channel.postMessage(why.toBody());
        setTimeout(release, HAND_OVER_AFTER_MS);
      }
      channel.close();
    },
  };
}

/** A page without storage, as in a frame of another site, may have the name and not the thing. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
