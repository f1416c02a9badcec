import {
  AgentChatError,
  type ConversationState,
  FOLD_VERSION,
  type Frame,
  formatCursor,
} from '@agent-chat/protocol';
import { type Backoff, delayMs, retryAfterMs } from '@agent-chat/protocol/wire';
import type { ClientEnvironment } from '../environment.js';
import { applyFrame } from '../state/apply-frame.js';
import type { Connection } from '../state/chat-state.js';
import { endsSubscription } from '../state/retry.js';
import {
  disconnected,
  initialSync,
  type SyncState,
  withNetwork,
  withoutCursor,
} from '../state/sync-state.js';
import { SUSPICION } from '../transports/suspicion.js';
import type { Transport } from '../transports/transport.js';
import { connectionLost } from '../transports/transport-errors.js';
import { createWaiter } from './waiter.js';

export interface SubscriptionKeeperOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  readonly environment: ClientEnvironment;
  readonly backoff: Backoff;
  /** After every change of either. */
  readonly onChange: (sync: SyncState, connection: Connection) => void;
  /** After `onChange`, for each frame that was applied; a duplicate may come again. */
  readonly onFrame: (frame: Frame, sync: SyncState) => void;
}

/** Keeps one subscription going over however many connections it takes. */
export interface SubscriptionKeeper {
  readonly connection: Connection;
  readonly sync: SyncState;
  /** The same conversation with more of its history. */
  replace(conversation: ConversationState): void;
  /** Does nothing when it is running. */
  start(): void;
  /** Goes on from where it was when started again. */
  stop(): void;
  /** The next try at once, also after the server had refused for good. Does nothing while it is live. */
  retryNow(): void;
}

/** A page that nobody has seen for so long does not reconnect. */
const HIDDEN_FOR_LONG_MS = 5 * 60_000;

/** How one connection ended. */
interface End {
  readonly error: AgentChatError;
  readonly waitMs: number;
}

export function createSubscriptionKeeper(options: SubscriptionKeeperOptions): SubscriptionKeeper {
  const { transport, conversationId, environment, backoff, onChange, onFrame } = options;
  const waiter = createWaiter(environment);
  let sync = initialSync(conversationId);
  let connection: Connection = {
    status: 'connecting',
    transport: transport.name,
    fallback: null,
    attempt: 0,
    retryAt: null,
    error: null,
  };
  /**
   * Connections in a row that were good for nothing. One that brings everything up to now and breaks at
   * once, as behind some proxies, or has the same wrong frame each time, is no reason to hurry.
   */
  let failures = 0;
  /** When the present one had brought everything up to now. */
  let liveAt: number | null = null;
  /** The server asked not to be called before; 0: it did not, or that wait is over, whatever the clock says. */
  let askedUntil = 0;
  let hiddenSince: number | null = null;
  let running: AbortController | null = null;
  let reading: AbortController | null = null;

  const change = (nextSync: SyncState, given: Partial<Connection>): void => {
    sync = nextSync;
    const next = { transport: transport.name, fallback: transport.fallback ?? null, ...given };
    const isSame = (Object.keys(next) as (keyof typeof next)[]).every((key) => connection[key] === next[key]);
    if (!isSame) connection = { ...connection, ...next };
    onChange(sync, connection);
  };

  /** The status while frames arrive; having caught up is what counts as success. */
  const reached = (state: SyncState): Partial<Connection> =>
    state.caughtUp
      ? { status: 'live', attempt: 0, retryAt: null, error: null }
      : { status: 'catching_up', retryAt: null };

  /** `null`: dropped by us, to be made anew at once. */
  const readOnce = async (outer: AbortSignal): Promise<End | null> => {
    const own = new AbortController();
    const abort = (): void => own.abort();
    outer.addEventListener('abort', abort);
    reading = own;
    liveAt = null;
    try {
      const frames = transport.subscribe(
        {
          conversationId,
          includeGuidance: true,
          foldVersion: FOLD_VERSION,
          ...(sync.cursor !== null && { cursor: formatCursor(sync.cursor) }),
        },
        { signal: own.signal, onFallback: () => change(sync, {}) },
      );
      for await (const frame of frames) {
        if (own.signal.aborted) break;
        const result = applyFrame(sync, frame);
        if (result.outcome === 'ended') {
          const { error, reason, retryAfterMs: waitMs } = result.bye;
          const why = error && AgentChatError.fromBody(error);
          return end(why ?? connectionLost(`The server ended the connection (${reason}).`), waitMs);
        }
        if (result.outcome === 'resync') {
          sync = result.state;
          return end(result.error);
        }
        const { cursor, board, caughtUp } = result.state;
        const isNews = cursor !== sync.cursor || board.drafts !== sync.board.drafts;
        if (sync.caughtUp && isNews) failures = 0;
        if (caughtUp) liveAt ??= environment.now();
        const isAlive = connection.status === 'offline';
        change(isAlive ? withNetwork(result.state, true) : result.state, reached(result.state));
        onFrame(frame, sync);
      }
      return own.signal.aborted ? null : end(connectionLost('The connection ended.'));
    } catch (cause) {
      if (own.signal.aborted) return null;
      const error = AgentChatError.from(cause);
      return end(error, retryAfterMs(error));
    } finally {
      // Stopped and started again, another one may be reading by now.
      if (reading === own) reading = null;
      outer.removeEventListener('abort', abort);
      own.abort();
    }
  };

  const keep = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const ended = await readOnce(signal);
      if (signal.aborted) return;
      if (ended === null) {
        change(disconnected(sync), { status: 'reconnecting', retryAt: null });
        continue;
      }
      const { error, waitMs } = ended;
      if (endsSubscription(error)) {
        running = null;
        change(disconnected(sync), { status: 'closed', retryAt: null, error });
        return;
      }
      if (error.code === 'InvalidCursor') sync = withoutCursor(sync);
      if (liveAt !== null && environment.now() - liveAt >= backoff.maxMs) failures = 0;
      failures += 1;
      const attempt = connection.attempt + 1;
      if (!environment.isOnline()) {
        change(disconnected(sync), { status: 'offline', attempt, retryAt: null, error });
        await waiter.wait(null, signal);
      } else {
        askedUntil = waitMs > 0 ? environment.now() + waitMs : 0;
        const inMs = delayMs(backoff, failures, waitMs, environment.random());
        const retryAt = environment.now() + inMs;
        change(disconnected(sync), { status: 'reconnecting', attempt, retryAt, error });
        await waiter.wait(inMs, signal);
        askedUntil = 0;
        // Nobody looks at a page that has been hidden for long: it comes back when somebody does.
        if (isHiddenForLong()) {
          change(sync, { retryAt: null });
          await waiter.wait(null, signal);
        }
      }
      if (!signal.aborted) change(sync, { status: 'reconnecting', retryAt: null });
    }
  };

  const tryNow = (): void => {
    reading?.abort(SUSPICION);
    waiter.wake();
  };

  /** What stood before the network changed is probably dead, though nothing says so. */
  const onOnlineChange = (): void => {
    if (environment.isOnline()) {
      if (connection.status === 'offline') tryNow();
    } else if (connection.status === 'live' || connection.status === 'catching_up') {
      change(withNetwork(sync, false), { status: 'offline' });
    }
  };
  const isHiddenForLong = (): boolean =>
    hiddenSince !== null && environment.now() - hiddenSince >= HIDDEN_FOR_LONG_MS;

  /** Somebody looks at the page again: no reason to wait, but the server's. */
  const onVisibleChange = (): void => {
    if (!environment.isVisible()) {
      hiddenSince ??= environment.now();
      return;
    }
    hiddenSince = null;
    if (connection.status === 'reconnecting' && environment.now() >= askedUntil) waiter.wake();
  };
  /** What stood before is probably dead, though nothing says so. */
  const onWake = (): void => {
    if (connection.status !== 'closed' && environment.now() >= askedUntil) tryNow();
  };
  const listen = (): (() => void) => {
    const stops = [
      environment.onOnlineChange(onOnlineChange),
      environment.onVisibleChange(onVisibleChange),
      environment.onWake(onWake),
    ];
    onVisibleChange();
    return () => {
      for (const stop of stops) stop();
    };
  };
  let stopListening: (() => void) | null = null;

  const keeper: SubscriptionKeeper = {
    get connection() {
      return connection;
    },
    get sync() {
      return sync;
    },
    replace: (conversation) => change({ ...sync, conversation }, {}),
    start() {
      if (running !== null) return;
      running = new AbortController();
      failures = 0;
      stopListening ??= listen();
      change(sync, { status: 'connecting', attempt: 0, retryAt: null, error: null });
      void keep(running.signal);
    },
    stop() {
      stopListening?.();
      stopListening = null;
      running?.abort();
      running = null;
      change(disconnected(sync), { status: 'closed', retryAt: null, error: null });
    },
    retryNow() {
      if (running === null) keeper.start();
      else if (connection.status !== 'live') tryNow();
    },
  };
  return keeper;
}

function end(error: AgentChatError, waitMs = 0): End {
  return { error, waitMs };
}
