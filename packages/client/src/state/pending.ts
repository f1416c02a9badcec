import {
  AgentChatError,
  type ConversationEvent,
  isErrorBody,
  isPart,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import type { PendingCommand, SentMessage } from './chat-state.js';
import { type CommandMethod, isCommandMethod } from './commands.js';

export type CommandOf<M extends CommandMethod> = Extract<PendingCommand, { readonly method: M }>;

/** What the caller of a command gets: `seq`, and for a message where it is. */
export type CommandResult = MethodResult<CommandMethod>;

export function newCommand<M extends CommandMethod>(
  method: M,
  params: MethodParams<M>,
  createdAt: number,
): CommandOf<M> {
  const { clientRequestId } = params;
  return { method, params, clientRequestId, createdAt, status: 'sending', error: null } as CommandOf<M>;
}

/** Replaces the command with the id of `command`. */
export function withCommand(
  pending: readonly PendingCommand[],
  command: PendingCommand,
): readonly PendingCommand[] {
  return pending.map((other) => (other.clientRequestId === command.clientRequestId ? command : other));
}

export function withoutCommand(
  pending: readonly PendingCommand[],
  clientRequestId: string,
): readonly PendingCommand[] {
  return pending.filter((command) => command.clientRequestId !== clientRequestId);
}

/** The command is taken up again, or waits for a person's decision. */
export function withStatus(
  command: PendingCommand,
  status: PendingCommand['status'],
  error: AgentChatError | null,
): PendingCommand {
  const { retryAt: _, ...rest } = command;
  return { ...rest, status, error };
}

/** The command was refused for now, and is sent again at `retryAt`. */
export function withRetryAt(command: PendingCommand, error: AgentChatError, retryAt: number): PendingCommand {
  return { ...command, error, retryAt };
}

/** Whether a person may give the command up: nothing of it is under way. */
export function isDiscardable({ status, retryAt }: PendingCommand): boolean {
  return status === 'failed' || retryAt !== undefined;
}

/**
 * What the server would have answered to the command that logged `event`; `null` when its answer
 * says more than the event does.
 */
export function resultOf(method: CommandMethod, event: ConversationEvent): CommandResult | null {
  const { seq } = event;
  const { messageId, runId, version } = event.payload as Readonly<Record<string, unknown>>;
  switch (method) {
    case 'sendMessage': {
      // It may open a run first, in the same append.
      const isQueued = event.type === 'message_queued';
      if ((!isQueued && event.type !== 'message') || typeof messageId !== 'string') return null;
      return { seq, messageId, queued: isQueued, ...(event.runId !== undefined && { runId: event.runId }) };
    }
    case 'changeRun':
      return typeof runId === 'string' ? { seq, runId } : null;
    case 'setPolicy':
      return typeof version === 'number' ? { seq, version } : null;
    case 'clearTurn':
      return event.type === 'turn_cleared' ? { seq, lastClosedSeq: seq } : null;
    case 'eraseMessages':
      return null;
    default:
      return { seq };
  }
}

/** What is shown of an acknowledged message until its event comes; `null` for other commands. */
export function sentMessage(command: PendingCommand, result: CommandResult): SentMessage | null {
  if (command.method !== 'sendMessage' || !('messageId' in result)) return null;
  const { clientRequestId, params, createdAt } = command;
  return { clientRequestId, params, createdAt, messageId: result.messageId, seq: result.seq };
}

/** A command as JSON, for storage. */
export function commandToJson(command: PendingCommand): unknown {
  return { ...command, error: command.error?.toBody() ?? null };
}

/**
 * The command that a stored value is.
 * @throws AgentChatError `InvalidRequest` when it is none that this version could send
 */
export function commandFromJson(value: unknown): PendingCommand {
  const { method, params, createdAt, status, error, retryAt } = (value ?? {}) as Record<string, unknown>;
  if (!isCommandMethod(method)) throw invalid('method');
  if (typeof createdAt !== 'number') throw invalid('createdAt');
  if (!isParams(params)) throw invalid('params');
  const command = newCommand(method, params as MethodParams<typeof method>, createdAt);
  const isHeldBack = typeof retryAt === 'number';
  if (status !== 'failed' && !isHeldBack) return command;
  if (!isErrorBody(error)) throw invalid('error');
  const refusal = AgentChatError.fromBody(error);
  return isHeldBack ? withRetryAt(command, refusal, retryAt) : withStatus(command, 'failed', refusal);
}

/** What is shown of it is checked; of the rest the server says what is wrong. */
function isParams(params: unknown): boolean {
  const { conversationId, clientRequestId, parts } = (params ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof conversationId !== 'string' || typeof clientRequestId !== 'string') return false;
  return parts === undefined || (Array.isArray(parts) && parts.every(isPart));
}

function invalid(path: string): AgentChatError {
  return new AgentChatError('InvalidRequest', `A stored command has no valid "${path}".`, {
    details: { path },
  });
}
