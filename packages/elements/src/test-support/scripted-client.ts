import type {
  ChatClient,
  ChatState,
  CommandMethod,
  CommandParams,
  Connection,
  LiveDraft,
  PendingCommand,
} from '@agent-chat/client';
import type { AgentChatError, MethodResult } from '@agent-chat/protocol';
import { type ConversationScript, GUIDE, HASH } from './conversation-script.js';

const LIVE: Connection = {
  status: 'live',
  transport: 'in_process',
  fallback: null,
  attempt: 0,
  retryAt: null,
  error: null,
};

/** A command that an element has given, as a test asks about it. */
export type GivenCommand = readonly [name: string, ...args: unknown[]];

/**
 * A client without a server: its state is what the script says, and commands are written down. The
 * states are real ones, folded from real events.
 */
export class ScriptedClient implements ChatClient {
  readonly conversationId: string;
  readonly commands: GivenCommand[] = [];
  /** What `setTyping` was called with. */
  readonly typed: boolean[] = [];
  /** Default: files cannot be sent. */
  upload: ChatClient['upload'] = null;
  withdraw: ChatClient['withdraw'] = null;
  /** What the server does when it is asked for older history. */
  answerOlder: () => Promise<void> = () => Promise.resolve();
  readonly #listeners = new Set<() => void>();
  #state: ChatState;

  constructor(
    script: ConversationScript | null,
    rest: Partial<ChatState> = {},
    conversationId = 'conversation-1',
  ) {
    this.conversationId = conversationId;
    this.#state = {
      connection: LIVE,
      conversation: script?.state ?? null,
      history: { status: 'complete', error: null },
      drafts: [],
      pending: [],
      sent: [],
      guidance: null,
      progress: null,
      presence: [],
      typing: [],
      ...rest,
    };
  }

  /** How many listen at the moment. */
  get listenerCount(): number {
    return this.#listeners.size;
  }

  update(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  /** Takes over what the script has come to. */
  follow(script: ConversationScript, change: Partial<ChatState> = {}): void {
    this.update({ conversation: script.state, ...change });
  }

  getState(): ChatState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(): void {
    this.commands.push(['connect']);
  }

  close(): void {
    this.commands.push(['close']);
  }

  async loadOlder(...args: Parameters<ChatClient['loadOlder']>): Promise<void> {
    this.commands.push(['loadOlder', ...args]);
    await this.answerOlder();
  }

  async *events(): ReturnType<ChatClient['events']> {}

  reconnectNow(): void {
    this.commands.push(['reconnectNow']);
  }

  sendMessage(...args: Parameters<ChatClient['sendMessage']>): ReturnType<ChatClient['sendMessage']> {
    this.commands.push(['sendMessage', ...args]);
    return Promise.resolve({ seq: 1, messageId: 'sent', queued: false });
  }

  send<M extends CommandMethod>(method: M, params: CommandParams<M>): Promise<MethodResult<M>> {
    this.commands.push(['send', method, params]);
    return Promise.resolve({ seq: 1 } as MethodResult<M>);
  }

  async stop(...args: Parameters<ChatClient['stop']>): Promise<void> {
    this.commands.push(['stop', ...args]);
  }

  async editQueued(...args: Parameters<ChatClient['editQueued']>): Promise<void> {
    this.commands.push(['editQueued', ...args]);
  }

  async cancelQueued(...args: Parameters<ChatClient['cancelQueued']>): Promise<void> {
    this.commands.push(['cancelQueued', ...args]);
  }

  setTyping(typing: boolean): void {
    this.typed.push(typing);
  }

  retry(...args: Parameters<ChatClient['retry']>): void {
    this.commands.push(['retry', ...args]);
  }

  discard(...args: Parameters<ChatClient['discard']>): void {
    this.commands.push(['discard', ...args]);
    const pending = this.#state.pending.filter(({ clientRequestId }) => clientRequestId !== args[0]);
    this.update({ pending });
  }
}

export function connection(change: Partial<Connection>): Connection {
  return { ...LIVE, ...change };
}

/** A draft of the guide's message in the turn `turn`. */
export function draft(text: string, change: Partial<LiveDraft> = {}): LiveDraft {
  const messageId = change.messageId ?? 'live-1';
  const partId = change.partId ?? 'p1';
  return {
    draftId: `${messageId}/${partId}/1`,
    turn: 2,
    fence: 1,
    author: GUIDE.participantId,
    audience: 'everyone',
    kind: 'text',
    messageId,
    partId,
    text,
    interrupted: false,
    ...change,
  };
}

/** A message of this client that the server has not acknowledged. */
export function pendingMessage(
  text: string,
  error: AgentChatError | null = null,
  clientRequestId = 'request-1',
): PendingCommand {
  return {
    method: 'sendMessage',
    params: {
      conversationId: 'conversation-1',
      clientRequestId,
      parts: [{ type: 'text', partId: 'p1', text }],
    },
    clientRequestId,
    createdAt: Date.parse('2026-11-20T09:40:00.000Z'),
    status: error === null ? 'sending' : 'failed',
    error,
  };
}

/** Another command of this client, not acknowledged or refused. */
export function pendingCommand<M extends CommandMethod>(
  method: M,
  params: CommandParams<M>,
  error: AgentChatError | null = null,
  clientRequestId = 'request-2',
): PendingCommand {
  return {
    method,
    params: { ...params, conversationId: 'conversation-1', clientRequestId },
    clientRequestId,
    createdAt: Date.parse('2026-11-20T09:40:00.000Z'),
    status: error === null ? 'sending' : 'failed',
    error,
  } as PendingCommand;
}

/** An answer of this client to an approval that the server has not acknowledged, or has refused. */
export function pendingAnswer(approvalId: string, error: AgentChatError | null = null): PendingCommand {
  const answer = { approvalId, decision: 'approve', argsHash: HASH } as const;
  return pendingCommand('resolveApproval', answer, error, 'answer-1');
}
