import { AgentChatError } from '@agent-chat/protocol';
import { type Backoff, delayMs, retryAfterMs } from '@agent-chat/protocol/wire';
import type { ClientEnvironment } from '../environment.js';
import type { PendingCommand } from '../state/chat-state.js';
import type { CommandResult } from '../state/pending.js';
import { FAILED_AFTER, isSentAgain } from '../state/retry.js';
import type { Transport } from '../transports/transport.js';
import { createWaiter } from './waiter.js';

export interface CommandLaneOptions {
  readonly transport: Transport;
  readonly environment: ClientEnvironment;
  readonly backoff: Backoff;
  /** The command that is to be sent now; `null` when there is none. */
  readonly next: () => PendingCommand | null;
  /** Ends what is under way when it aborts; `null`: nothing may be sent at present. */
  readonly running: () => AbortSignal | null;
  readonly isPending: (command: PendingCommand) => boolean;
  /** Whether the server is there: what fails again and again then will not come right by itself. */
  readonly isLive: () => boolean;
  readonly onAcknowledged: (command: PendingCommand, result: CommandResult) => void;
  readonly onFailed: (command: PendingCommand, error: AgentChatError) => void;
  /** The server takes it only later: it is sent again at `retryAt`, in milliseconds since 1970. */
  readonly onHeldBack: (command: PendingCommand, error: AgentChatError, retryAt: number) => void;
  /** A command that was held back is sent now. */
  readonly onTakenUp: (command: PendingCommand) => void;
}

/** Sends one command at a time, again and again where that may help. */
export interface CommandLane {
  /** There may be something to send. */
  start(): void;
  /** The command is done, its answer not needed any more. */
  settle(clientRequestId: string): void;
  /** What is under way goes over a connection that broke, or seems dead: nobody knows whether it arrived. */
  doubt(): void;
  /**
   * What waits, and what is in doubt, is sent at once: the connection is back, or a person presses for
   * it. For that, what the server has asked for counts no more, unless it was of who sends too much.
   */
  wake(isPressed: boolean): void;
}

interface Refusal {
  readonly error: AgentChatError;
  readonly askedMs: number;
  /** In milliseconds since 1970. */
  until: number;
}

interface Calling {
  readonly clientRequestId: string;
  readonly abort: () => void;
  doubt: 'none' | 'doubted' | 'dropped';
}

/** So many failures of a command in a row, each time sent while the server was there, are shown to its author. */
const SHOWN_AFTER = 6;

export function createCommandLane(options: CommandLaneOptions): CommandLane {
  const { transport, environment, backoff, next, running, isPending, isLive } = options;
  const { onAcknowledged, onFailed, onHeldBack, onTakenUp } = options;
  const waiter = createWaiter(environment);
  let isSending = false;
  let calling: Calling | null = null;
  /** What the server has asked of the lane, whichever command it was asked by, and before a reload too. */
  let refusal = refusalOf(next());

  /** For how long the lane still has to wait. A clock that was set back asks for no more than the server. */
  const leftMs = (): number => {
    if (refusal === null) return 0;
    const now = environment.now();
    refusal.until = Math.min(refusal.until, now + refusal.askedMs);
    return refusal.until - now;
  };

  /** `null`: dropped by us, to be sent anew at once. */
  const call = async (command: PendingCommand, outer: AbortSignal): Promise<CommandResult | null> => {
    const own = new AbortController();
    const abort = (): void => own.abort();
    outer.addEventListener('abort', abort);
    const current: Calling = { clientRequestId: command.clientRequestId, abort, doubt: 'none' };
    calling = current;
    try {
      return await transport.call(command.method, command.params, { signal: own.signal });
    } catch (cause) {
      if (current.doubt === 'dropped') return null;
      throw cause;
    } finally {
      calling = null;
      outer.removeEventListener('abort', abort);
    }
  };

  const sendAll = async (signal: AbortSignal): Promise<void> => {
    let attempt = 0;
    let failures = { of: '', times: 0 };
    for (;;) {
      const command = next();
      if (command === null || signal.aborted) return;
      const { clientRequestId } = command;
      if (failures.of !== clientRequestId) failures = { of: clientRequestId, times: 0 };
      // Being woken, and taking a command back, cut our own wait short, not what the server asked for.
      const waitMs = leftMs();
      if (refusal !== null && waitMs > 0) {
        const { error, until } = refusal;
        if (command.retryAt === undefined) onHeldBack(command, error, until);
        if (await waiter.wait(waitMs, signal)) refusal = null;
        continue;
      }
      refusal = null;
      if (command.retryAt !== undefined) onTakenUp(command);
      // What breaks the connection that it goes over fails when that is not there any more.
      const wasLive = isLive();
      try {
        const result = await call(command, signal);
        if (result !== null) onAcknowledged(command, result);
        attempt = 0;
      } catch (cause) {
        if (signal.aborted) return;
        // Its event came first: that it was logged is what counts.
        if (!isPending(command)) {
          attempt = 0;
          continue;
        }
        const error = AgentChatError.from(cause);
        const askedMs = retryAfterMs(error);
        const isAskedToWait = askedMs > 0 || error.code === 'RateLimited';
        if (wasLive && !isAskedToWait) failures.times += 1;
        // Who wants one sent again that has failed presses for it, and what waits behind it passes.
        if (!isSentAgain(error) || failures.times === FAILED_AFTER) {
          attempt = 0;
          failures.times = 0;
          onFailed(command, error);
          continue;
        }
        attempt += 1;
        const now = environment.now();
        if (askedMs > 0) refusal = { error, askedMs, until: now + askedMs };
        const pauseMs = delayMs(backoff, attempt, askedMs, environment.random());
        if (isAskedToWait || failures.times >= SHOWN_AFTER) onHeldBack(command, error, now + pauseMs);
        if (error.code === 'ConnectionLost' && !isLive() && !environment.isOnline()) {
          // Back at once when the network is, whether anybody is subscribed or not.
          const stop = environment.onOnlineChange(() => waiter.wake());
          await waiter.wait(null, signal);
          stop();
        } else if (await waiter.wait(pauseMs, signal)) refusal = null;
      }
    }
  };

  const lane: CommandLane = {
    start() {
      const signal = running();
      if (isSending || signal === null) return;
      isSending = true;
      void sendAll(signal).finally(() => {
        isSending = false;
        // Something may have been given, or everything stopped and started again, in the last moment.
        if (next() !== null) lane.start();
      });
    },
    settle(clientRequestId) {
      if (calling?.clientRequestId === clientRequestId) calling.abort();
      waiter.wake();
    },
    doubt() {
      if (calling !== null) calling.doubt = 'doubted';
    },
    wake(isPressed) {
      if (isPressed && refusal?.error.code !== 'RateLimited') refusal = null;
      waiter.wake();
      if (calling?.doubt !== 'doubted') return;
      calling.doubt = 'dropped';
      calling.abort();
    },
  };
  return lane;
}

function refusalOf(command: PendingCommand | null): Refusal | null {
  const { error = null, retryAt } = command ?? {};
  return error === null || retryAt === undefined
    ? null
    : { error, askedMs: retryAfterMs(error), until: retryAt };
}
