import {
  AgentChatError,
  type ConversationEvent,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import type { Backoff } from '@agent-chat/protocol/wire';
import type { ClientEnvironment } from '../environment.js';
import type { PendingCommand, SentMessage } from '../state/chat-state.js';
import { type CommandMethod, type LaneName, laneOf } from '../state/commands.js';
import {
  type CommandResult,
  commandFromJson,
  commandToJson,
  isDiscardable,
  newCommand,
  resultOf,
  sentMessage,
  withCommand,
  withoutCommand,
  withRetryAt,
  withStatus,
} from '../state/pending.js';
import type { PendingStorage, StorableCommand } from '../storage/pending-storage.js';
import type { Transport } from '../transports/transport.js';
import { type CommandLane, createCommandLane } from './command-lane.js';

export interface CommandSenderOptions {
  readonly transport: Transport;
  readonly conversationId: string;
  readonly storage: PendingStorage;
  readonly environment: ClientEnvironment;
  readonly backoff: Backoff;
  /** Whether the server is there. */
  readonly isLive: () => boolean;
  /** After every change of the pending commands; with the message that was acknowledged just now. */
  readonly onChange: (pending: readonly PendingCommand[], sent: SentMessage | null) => void;
  readonly onWarning: (warning: AgentChatError) => void;
}

/**
 * Sends the commands of a lane in the order in which they were given, one at a time: the next one
 * leaves when the one before it is acknowledged or has failed for good. A stop waits for no message:
 * it names its turn, so that coming first changes nothing for the message.
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
  /** The connection broke, or seems dead: what is under way may never be answered. */
  doubt(): void;
  /** The connection is back, or a person presses for it: there is no reason to wait any longer. */
  wake(isPressed: boolean): void;
}

interface Caller {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: AgentChatError) => void;
}

export function createCommandSender(options: CommandSenderOptions): CommandSender {
  const { transport, conversationId, storage, environment, backoff, isLive, onChange, onWarning } = options;
  const callers = new Map<string, Caller>();
  let pending = loadPending();
  let running: AbortController | null = new AbortController();

  function loadPending(): readonly PendingCommand[] {
    const commands: PendingCommand[] = [];
    for (const value of guarded(() => storage.load(), []) ?? []) {
      const command = guarded(() => commandFromJson(value), null);
      if (command?.params.conversationId !== conversationId) continue;
      if (!isTakenBack(command.clientRequestId)) commands.push(command);
    }
    return commands;
  }

  function isTakenBack(clientRequestId: string): boolean {
    return guarded(() => storage.isTakenBack?.(clientRequestId) === true, false);
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

  const giveUp = (clientRequestId: string): void => {
    setPending(withoutCommand(pending, clientRequestId));
    callers.get(clientRequestId)?.reject(givenUp());
    callers.delete(clientRequestId);
  };

  const nextIn = (name: LaneName): PendingCommand | null => {
    const next = pending.find(({ method, status }) => status === 'sending' && laneOf(method) === name);
    if (next === undefined) return null;
    const { clientRequestId } = next;
    if (!isTakenBack(clientRequestId)) return next;
    giveUp(clientRequestId);
    return nextIn(name);
  };

  const isPending = ({ clientRequestId }: PendingCommand): boolean =>
    pending.some((command) => command.clientRequestId === clientRequestId);

  const newLane = (name: LaneName): CommandLane =>
    createCommandLane({
      transport,
      environment,
      backoff,
      next: () => nextIn(name),
      running: () => running?.signal ?? null,
      isPending,
      isLive,
      onAcknowledged: acknowledge,
      onFailed: fail,
      onHeldBack: (command, error, retryAt) =>
        setPending(withCommand(pending, withRetryAt(command, error, retryAt))),
      onTakenUp: (command) => setPending(withCommand(pending, withStatus(command, 'sending', null))),
    });
  const lanes: Readonly<Record<LaneName, CommandLane>> = {
    messages: newLane('messages'),
    urgent: newLane('urgent'),
    asides: newLane('asides'),
  };

  return {
    get pending() {
      return pending;
    },
    send(method, params) {
      if (running === null) return Promise.reject(closed());
      // The order of what was given outlasts a reload, whatever the clock says.
      const createdAt = Math.max(environment.now(), ...pending.map((one) => one.createdAt + 1));
      let command: PendingCommand;
      try {
        // What is stored, shown and sent is one thing, whatever its author does with the object later.
        command = newCommand(method, JSON.parse(JSON.stringify(params)) as typeof params, createdAt);
      } catch (cause) {
        return Promise.reject(noJson(cause));
      }
      const acknowledged = new Promise<CommandResult>((resolve, reject) => {
        callers.set(command.clientRequestId, { resolve, reject });
      });
      // A failure is also in the state: not looking at the promise is no unhandled rejection.
      acknowledged.catch(() => undefined);
      setPending([...pending, command]);
      lanes[laneOf(method)].start();
      return acknowledged as Promise<MethodResult<typeof method>>;
    },
    settle(event) {
      const { clientRequestId } = event;
      const command = pending.find((one) => one.clientRequestId === clientRequestId);
      const result = command === undefined ? null : resultOf(command.method, event);
      if (command === undefined || result === null) return;
      acknowledge(command, result);
      lanes[laneOf(command.method)].settle(command.clientRequestId);
    },
    retry(clientRequestId) {
      const command = pending.find((one) => one.clientRequestId === clientRequestId);
      if (command?.status !== 'failed') return;
      setPending(withCommand(pending, withStatus(command, 'sending', null)));
      lanes[laneOf(command.method)].start();
    },
    discard(clientRequestId) {
      const command = pending.find((one) => one.clientRequestId === clientRequestId);
      if (command === undefined || !isDiscardable(command)) return;
      guarded(() => storage.takeBack?.(clientRequestId), undefined);
      giveUp(clientRequestId);
      lanes[laneOf(command.method)].settle(clientRequestId);
    },
    start() {
      running ??= new AbortController();
      for (const lane of Object.values(lanes)) lane.start();
    },
    stop() {
      running?.abort();
      running = null;
      for (const { reject } of callers.values()) reject(closed());
      callers.clear();
    },
    doubt() {
      for (const lane of Object.values(lanes)) lane.doubt();
    },
    wake(isPressed) {
      for (const lane of Object.values(lanes)) lane.wake(isPressed);
    },
  };
}

function noJson(cause: unknown): AgentChatError {
  return new AgentChatError('InvalidRequest', 'The command cannot be written as JSON.', { cause });
}

function givenUp(): AgentChatError {
  return new AgentChatError('Aborted', 'The command was given up before the server took it.');
}

function closed(): AgentChatError {
  return new AgentChatError('Aborted', 'The client was closed before the command was acknowledged.');
}
