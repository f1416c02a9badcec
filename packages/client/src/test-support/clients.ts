import { type ChatClient, type ChatClientOptions, createChatClient } from '../chat-client.js';
import { type ClientEnvironment, platformEnvironment } from '../environment.js';
import type { ChatState } from '../state/chat-state.js';
import { createTransport } from '../transports/create-transport.js';
import type { TransportLimits } from '../transports/limits.js';
import type { AutoTransportOptions } from '../transports/auto-transport.js';
import { TOKEN } from './contract-server.js';
import { CONVERSATION_ID } from './events.js';

export const TRANSPORTS = ['sse', 'websocket', 'long_poll'] as const;

/** A client of the contract server that does not dawdle. */
export function clientOf(
  url: string,
  transport: string,
  options: Partial<ChatClientOptions> & {
    readonly token?: string;
    readonly limits?: TransportLimits &
      Pick<AutoTransportOptions, 'pollWaitMs' | 'retryBetterAfterMs' | 'pool'>;
  } = {},
): ChatClient {
  const { token = TOKEN, limits, ...rest } = options;
  return createChatClient({
    transport: createTransport(transport, { url, token, pollWaitMs: 300, ...limits }),
    conversationId: CONVERSATION_ID,
    backoff: { baseMs: 4, maxMs: 40 },
    ...rest,
  });
}

/** Resolves with the first state, the present one included, that fulfils `condition`. */
export function until(client: ChatClient, condition: (state: ChatState) => boolean): Promise<ChatState> {
  return new Promise((resolve) => {
    const check = (): void => {
      const state = client.getState();
      if (!condition(state)) return;
      unsubscribe();
      resolve(state);
    };
    const unsubscribe = client.subscribe(check);
    check();
  });
}

/** A state as plain JSON, to be compared. */
export function plain(state: ChatState): unknown {
  const { conversation, connection, ...rest } = state;
  const timeline = conversation && {
    entries: [...conversation.timeline.entries],
    fromSeq: conversation.timeline.fromSeq,
  };
  return JSON.parse(
    JSON.stringify({ ...rest, status: connection.status, control: conversation?.control, timeline }),
  );
}

/** Time, chance and the network in a test's hand. */
export class ManualEnvironment implements ClientEnvironment {
  /** What the clock says: a test may set it, which no timer notices. */
  time = 1_000_000;
  online = true;
  visible = true;
  chance = 0.5;
  #passedMs = 0;
  readonly #platform = platformEnvironment();
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  readonly #listeners = new Set<() => void>();
  readonly #visibleListeners = new Set<() => void>();
  readonly #wakeListeners = new Set<() => void>();

  now = (): number => this.time;
  random = (): number => this.chance;
  newId = (): string => this.#platform.newId();
  isOnline = (): boolean => this.online;

  after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { at: this.#passedMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  onOnlineChange = (callback: () => void): (() => void) => {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  };

  isVisible = (): boolean => this.visible;

  onVisibleChange = (callback: () => void): (() => void) => {
    this.#visibleListeners.add(callback);
    return () => this.#visibleListeners.delete(callback);
  };

  onWake = (callback: () => void): (() => void) => {
    this.#wakeListeners.add(callback);
    return () => this.#wakeListeners.delete(callback);
  };

  get timers(): number {
    return this.#timers.size;
  }

  get listeners(): number {
    return this.#listeners.size + this.#visibleListeners.size + this.#wakeListeners.size;
  }

  advance(ms: number): void {
    this.time += ms;
    this.#passedMs += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#passedMs || !this.#timers.delete(timer)) continue;
      timer.callback();
    }
  }

  setOnline(online: boolean): void {
    this.online = online;
    for (const listener of [...this.#listeners]) listener();
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    for (const listener of [...this.#visibleListeners]) listener();
  }

  wake(): void {
    for (const listener of [...this.#wakeListeners]) listener();
  }
}
