import {
  AgentChatError,
  check,
  type ConversationEvent,
  ErrorBody,
  isMessageEvent,
  type MethodParams,
  type MethodResult,
  parseParams,
} from '@agent-chat/protocol';
import { COMMAND_METHODS, type CommandMethod, type PendingCommand, type SentMessage } from './chat-state.js';

export type CommandOf<M extends CommandMethod> = Extract<PendingCommand, { readonly method: M }>;

/** What the caller of a command gets: `seq`, and for a message where it is. */
export type CommandResult = MethodResult<'sendMessage'> | { readonly seq: number };

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
  return { ...command, status, error };
}

/** What the server would have answered to the command that logged `event`. */
export function resultOf(event: ConversationEvent): CommandResult {
  const { seq } = event;
  if (isMessageEvent(event)) return { seq, messageId: event.payload.messageId, queued: false };
  if (event.type === 'message_queued') {
    const { messageId } = event.payload as { messageId: string };
    return { seq, messageId, queued: true };
  }
  return { seq };
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
  const { method, params, createdAt, status, error } = (value ?? {}) as Record<string, unknown>;
  if (!isCommandMethod(method)) throw invalid('method');
  if (typeof createdAt !== 'number') throw invalid('createdAt');
  const command = newCommand(method, parseParams(method, params), createdAt);
  if (status !== 'failed') return command;
  const body = check(ErrorBody, error);
  if (!body.success) throw invalid('error');
  return withStatus(command, 'failed', AgentChatError.fromBody(body.data));
}

function isCommandMethod(method: unknown): method is CommandMethod {
  return (COMMAND_METHODS as readonly unknown[]).includes(method);
}

function invalid(path: string): AgentChatError {
  return new AgentChatError('InvalidRequest', `A stored command has no valid "${path}".`, {
    details: { path },
  });
}
