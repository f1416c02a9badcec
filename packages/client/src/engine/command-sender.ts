import {
  AgentChatError,
  type ConversationEvent,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import type { ClientEnvironment } from '../environment.js';
import type { CommandMethod, PendingCommand, SentMessage } from '../state/chat-state.js';
import {
  type CommandResult,
  commandFromJson,
  commandToJson,
  newCommand,
  resultOf,
  sentMessage,
  withCommand,
  withoutCommand,
  withStatus,
} from '../state/pending.js';
import { type Backoff, backoffMs, isSentAgain, retryAfterMs } from '../state/retry.js';
import type { PendingStorage, StorableCommand } from '../storage/pending-storage.js';
import type { Transport } from '../transports/transport.js';
import { createWaiter } from './waiter.js';

export interface CommandSenderOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  readonly storage: PendingStorage;
  readonly environment: ClientEnvironment;
  readonly backoff: Backoff;
  /** After every change of the pending commands; with the message that was acknowledged just now. */
  readonly onChange: (pending: readonly PendingCommand[], sent: SentMessage | null) => void;
  readonly onWarning: (warning: AgentChatError) => void;
}

/**
 * Sends commands in the order in which they were given, one at a time: the next one leaves when
 * the one before it is acknowledged or has failed for good.
 */
export interface CommandSender {
  readonly pending: readonly PendingCommand[];
  /** Resolves when it is acknowledged; rejects when it has failed, or with `Aborted` after `stop`. */
  send<M extends CommandMethod>(method: M, params: MethodParams<M>): Promise<MethodResult<M>>;
  /** The log has an event; a command that it came from is done. */
  settle(event: ConversationEvent): void;
  retry(clientRequestId: string): void;
  discard(clientRequestId: string): void;
  start(): void;
  /** Keeps what is pending. */
  stop(): void;
  /** The connection is back: there is no reason to wait any longer. */
  wake(): void;
}

interface Caller {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: AgentChatError) => void;
}

export function createCommandSender(options: CommandSenderOptions): CommandSender {
  const { transport, conversationId, storage, environment, backoff, onChange, onWarning } = options;
  const waiter = createWaiter(environment);
  const callers = new Map<string, Caller>();
  let pending = loadPending();
  let running: AbortController | null = new AbortController();
  let isSending = false;
  let calling: { readonly clientRequestId: string; readonly abort: () => void } | null = null;

  function loadPending(): readonly PendingCommand[] {
    const commands: PendingCommand[] = [];
    for (const value of guarded(() => storage.load(), []) ?? []) {
      const command = guarded(() => commandFromJson(value), null);
      if (command?.params.conversationId === conversationId) commands.push(command);
    }
    return commands;
  }

  /** Storage is the platform's or a host's: whatever it does, the client goes on. */
  function guarded<T>(run: () => T, otherwise: T): T {
    try {
      return run();
    } catch (cause) {
      onWarning(
        AgentChatError.isInstance(cause)
          ? cause
          : new AgentChatError('StoreDamaged', 'The stored commands cannot be used.', { cause }),
      );
      return otherwise;
    }
  }

  const setPending = (next: readonly PendingCommand[], sent: SentMessage | null = null): void => {
    pending = next;
    guarded(() => storage.save(next.map(commandToJson) as readonly StorableCommand[]), undefined);
    onChange(pending, sent);
  };

  const acknowledge = (command: PendingCommand, result: CommandResult): void => {
    setPending(withoutCommand(pending, command.clientRequestId), sentMessage(command, result));
    callers.get(command.clientRequestId)?.resolve(result);
    callers.delete(command.clientRequestId);
  };

  const fail = (command: PendingCommand, error: AgentChatError): void => {
    setPending(withCommand(pending, withStatus(command, 'failed', error)));
    callers.get(command.clientRequestId)?.reject(error);
    callers.delete(command.clientRequestId);
  };

  const isPending = ({ clientRequestId }: PendingCommand): boolean =>
    pending.some((command) => command.clientRequestId === clientRequestId);

  const call = async (command: PendingCommand, outer: AbortSignal): Promise<CommandResult> => {
    const own = new AbortController();
    const abort = (): void => own.abort();
    outer.addEventListener('abort', abort);
    calling = { clientRequestId: command.clientRequestId, abort };
    try {
      return await transport.call(command.method, command.params, { signal: own.signal });
    } finally {
      calling = null;
      outer.removeEventListener('abort', abort);
    }
  };

  const sendAll = async (signal: AbortSignal): Promise<void> => {
    let attempt = 0;
    for (;;) {
      const command = pending.find(({ status }) => status === 'sending');
      if (command === undefined || signal.aborted) return;
      try {
        acknowledge(command, await call(command, signal));
        attempt = 0;
      } catch (cause) {
        if (signal.aborted) return;
        // Its event came first: that it was logged is what counts.
        if (!isPending(command)) {
          attempt = 0;
          continue;
        }
        const error = AgentChatError.from(cause);
        if (!isSentAgain(error)) {
          fail(command, error);
          continue;
        }
        attempt += 1;
        const delayMs = Math.max(retryAfterMs(error), backoffMs(backoff, attempt, environment.random()));
        await waiter.wait(delayMs, signal);
      }
    }
  };

  const sendSoon = (): void => {
    if (isSending || running === null) return;
    isSending = true;
    const { signal } = running;
    void sendAll(signal).finally(() => {
      isSending = false;
      // Something may have been given, or everything stopped and started again, in the last moment.
      if (pending.some(({ status }) => status === 'sending')) sendSoon();
    });
  };

  return {
    get pending() {
      return pending;
    },
    send(method, params) {
      if (running === null) return Promise.reject(closed());
      const command = newCommand(method, params, environment.now());
      const acknowledged = new Promise<CommandResult>((resolve, reject) => {
        callers.set(command.clientRequestId, { resolve, reject });
      });
      // A failure is also in the state: not looking at the promise is no unhandled rejection.
      acknowledged.catch(() => undefined);
      setPending([...pending, command]);
      sendSoon();
      return acknowledged as Promise<MethodResult<typeof method>>;
    },
    settle(event) {
      const { clientRequestId } = event;
      const command = pending.find((one) => one.clientRequestId === clientRequestId);
      if (command === undefined) return;
      acknowledge(command, resultOf(event));
      if (calling?.clientRequestId === clientRequestId) calling?.abort();
      waiter.wake();
    },
    retry(clientRequestId) {
      const command = pending.find((one) => one.clientRequestId === clientRequestId);
      if (command?.status !== 'failed') return;
      setPending(withCommand(pending, withStatus(command, 'sending', null)));
      sendSoon();
    },
    discard(clientRequestId) {
      const command = pending.find((one) => one.clientRequestId === clientRequestId);
      if (command?.status === 'failed') setPending(withoutCommand(pending, clientRequestId));
    },
    start() {
      running ??= new AbortController();
      sendSoon();
    },
    stop() {
      running?.abort();
      running = null;
      for (const { reject } of callers.values()) reject(closed());
      callers.clear();
    },
    wake: () => waiter.wake(),
  };
}

function closed(): AgentChatError {
  return new AgentChatError('Aborted', 'The client was closed before the command was acknowledged.');
}
