import {
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvents,
  type MessagePayload,
  type Outcome,
  type Part,
  parseEvent,
  type SystemPayload,
  type TracePayload,
} from '@agent-chat/protocol';

export const VISITOR = { participantId: 'visitor-1', kind: 'user', displayName: 'Visitor' } as const;
export const GUIDE = { participantId: 'guide', kind: 'agent', displayName: 'Guide' } as const;

/** Of arguments, where nothing computes it. */
export const HASH = '0'.repeat(64);

interface EventExtras {
  readonly turn?: number;
  readonly finality?: 'none' | 'turn' | 'conversation';
  readonly clientRequestId?: string;
}

/**
 * A conversation written down event by event, in the words of the protocol: each event is checked
 * by its schema, and the state is the real fold of them.
 */
export class ConversationScript {
  readonly events: ConversationEvent[] = [];
  readonly #conversationId: string;
  #ms: number;
  #turn = 0;
  #messages = 0;
  #lastMessageId: string | null = null;

  /** @param startedAt when the conversation was created; each event comes a second after the last */
  constructor(startedAt = '2026-11-20T09:30:00.000Z', conversationId = 'conversation-1') {
    this.#conversationId = conversationId;
    this.#ms = Date.parse(startedAt);
    this.#log('created', 'system', { participants: [VISITOR, GUIDE], title: 'A conversation' });
  }

  get state(): ConversationState {
    return foldEvents(emptyState(this.#conversationId), this.events);
  }

  get turn(): number {
    return this.#turn;
  }

  /** Lets time pass before the next event. */
  wait(ms: number): this {
    this.#ms += ms;
    return this;
  }

  says(text: string, clientRequestId?: string): this {
    this.#turn += 1;
    return this.#message('user', VISITOR.participantId, [textPart(text)], {
      turn: this.#turn,
      finality: 'turn',
      ...(clientRequestId === undefined ? {} : { clientRequestId }),
    });
  }

  /** What another person of the roster says. */
  saysAs(participantId: string, text: string): this {
    this.#turn += 1;
    return this.#message('user', participantId, [textPart(text)], { turn: this.#turn, finality: 'turn' });
  }

  /** What a person says in parts: with files. */
  sends(parts: readonly Part[]): this {
    this.#turn += 1;
    return this.#message('user', VISITOR.participantId, parts, { turn: this.#turn, finality: 'turn' });
  }

  /** The guide opens its turn, or takes up the open one. */
  starts(attempt = 1): this {
    if (this.state.control.openTurn === null) this.#turn += 1;
    return this.#log('execution_started', 'system', {
      executionId: `execution-${this.#turn}-${attempt}`,
      agentId: GUIDE.participantId,
      turn: this.#turn,
      fence: attempt,
      attempt,
    });
  }

  /** The guide logs one step of its turn. */
  writes(parts: readonly Part[]): this {
    return this.#message('assistant', GUIDE.participantId, parts, { turn: this.#turn, finality: 'none' });
  }

  /** The guide answers, which closes its turn; opens it first if it is not open. */
  answers(
    parts: readonly Part[] | string,
    outcome: Outcome = { status: 'complete' },
    messageId?: string,
  ): this {
    if (this.state.control.openTurn === null) this.starts();
    const content = typeof parts === 'string' ? [textPart(parts)] : parts;
    return this.#message(
      'assistant',
      GUIDE.participantId,
      content,
      { turn: this.#turn, finality: 'turn' },
      { outcome, ...(messageId === undefined ? {} : { messageId }) },
    );
  }

  /** The guide is to write that turn again; what it answers next is another branch. */
  regenerates(messageId: string): this {
    const place = this.state.timeline.places.get(messageId);
    const entry = this.state.timeline.entries.get(place ?? -1);
    return this.selects(entry?.kind === 'message' ? entry.message.parentId : null, 'regenerate');
  }

  /** Goes on from another message. */
  selects(tipMessageId: string | null, reason: 'chosen' | 'regenerate' = 'chosen'): this {
    this.#lastMessageId = tipMessageId;
    const agent = reason === 'regenerate' ? { agentId: GUIDE.participantId } : {};
    return this.#log('branch_selected', VISITOR.participantId, { tipMessageId, reason, ...agent });
  }

  /** What a person says that the guide takes up between two steps of its turn. */
  steers(text: string): this {
    const extras = { turn: this.#turn, finality: 'none' } as const;
    return this.#message('user', VISITOR.participantId, [textPart(text)], extras);
  }

  calls(toolCallId: string, name: string, args: unknown): this {
    return this.#log('tool_call', GUIDE.participantId, { toolCallId, name, args }, { turn: this.#turn });
  }

  startsTool(toolCallId: string): this {
    const payload = { toolCallId, argsHash: HASH, attempt: 1 };
    return this.#log('tool_started', GUIDE.participantId, payload, { turn: this.#turn });
  }

  gets(toolCallId: string, output: unknown): this {
    return this.#log('tool_result', GUIDE.participantId, { toolCallId, output }, { turn: this.#turn });
  }

  fails(toolCallId: string, message: string): this {
    const error = { code: 'Internal', message, retryable: true };
    return this.#log('tool_result', GUIDE.participantId, { toolCallId, error }, { turn: this.#turn });
  }

  /** The guide asks whether a call of its may run. */
  asks(approvalId: string, change: Partial<SystemPayload<'approval_requested'>> = {}): this {
    const call = this.state.control.openTurn?.toolCalls.at(-1);
    const entry = this.state.timeline.entries.get(
      this.state.timeline.places.get(call?.toolCallId ?? '') ?? -1,
    );
    const args = change.args ?? (entry?.kind === 'tool' ? entry.args : {});
    return this.#log('approval_requested', GUIDE.participantId, {
      approvalId,
      subject: { kind: 'tool', name: call?.name ?? 'a_tool', toolCallId: call?.toolCallId },
      args,
      argsHash: HASH,
      approvers: [VISITOR.participantId],
      expiresAt: null,
      ...change,
    });
  }

  resolves(approvalId: string, change: Partial<SystemPayload<'approval_resolved'>> = {}, by?: string): this {
    const payload = { approvalId, decision: 'approve', argsHash: HASH, ...change };
    return this.#log('approval_resolved', by ?? VISITOR.participantId, payload);
  }

  expires(approvalId: string, reason: 'expired' | 'turn_cleared' = 'expired'): this {
    return this.#log('approval_expired', 'system', { approvalId, reason });
  }

  /** A node of the guide's graph, in its turn. */
  steps(
    node: string,
    status: TracePayload<'step'>['status'],
    rest: Partial<TracePayload<'step'>> = {},
  ): this {
    return this.#log('step', GUIDE.participantId, { node, status, ...rest }, { turn: this.#turn });
  }

  queries(queryId: string, text: string, to?: string): this {
    return this.#log('query', GUIDE.participantId, { queryId, text, to }, { turn: this.#turn });
  }

  replies(queryId: string, text: string, by = VISITOR.participantId): this {
    return this.#log('answer', by, { queryId, text }, { turn: this.#turn });
  }

  queues(messageId: string, text: string, clientRequestId?: string): this {
    return this.#log(
      'message_queued',
      VISITOR.participantId,
      { messageId, parts: [textPart(text)], delivery: 'next' },
      clientRequestId === undefined ? {} : { clientRequestId },
    );
  }

  clears(reason: 'restart' | 'stopped' | 'lost' | 'idle' | 'budget'): this {
    this.#log('turn_cleared', 'system', { turn: this.#turn, reason });
    this.#lastMessageId = this.state.control.tipMessageId;
    return this;
  }

  /** The system closes the turn of a guide that died once too often. */
  givesUp(): this {
    const message = 'The agent stopped answering several times in a row.';
    const outcome = { status: 'failed', reason: { code: 'runner_lost', message, retryable: true } } as const;
    return this.#message('system', 'system', [], { turn: this.#turn, finality: 'turn' }, { outcome });
  }

  /** The system says that a budget is used up: in the open turn, or in one of its own. */
  warns(): this {
    const isOpen = this.state.control.openTurn !== null;
    if (!isOpen) this.#turn += 1;
    const fallbackText = 'Paused: the limit would be broken.';
    const card = { type: 'escalation', version: 1, data: {}, fallbackText };
    const extras = { turn: this.#turn, finality: isOpen ? 'none' : 'turn' } as const;
    return this.#message('system', 'system', [{ type: 'card', partId: 'escalation', card }], extras);
  }

  stops(mode: 'graceful' | 'hard'): this {
    return this.#log('stop_requested', VISITOR.participantId, { turn: this.#turn, mode });
  }

  ends(text: string): this {
    if (this.state.control.openTurn === null) this.starts();
    const extras = { turn: this.#turn, finality: 'conversation' } as const;
    return this.#message('assistant', GUIDE.participantId, [textPart(text)], extras);
  }

  /** Any event at all, for what this version does not know. */
  logs(type: string, payload: unknown): this {
    return this.#log(type, 'system', payload);
  }

  /** The same, of somebody. */
  logsBy(author: string, type: string, payload: unknown): this {
    return this.#log(type, author, payload);
  }

  #message(
    role: 'user' | 'assistant' | 'system',
    author: string,
    parts: readonly Part[],
    extras: EventExtras,
    rest: Partial<Pick<MessagePayload, 'outcome' | 'messageId'>> = {},
  ): this {
    this.#messages += 1;
    const messageId = rest.messageId ?? `message-${this.#messages}`;
    const payload = { messageId, parentId: this.#lastMessageId, role, parts, ...rest };
    this.#lastMessageId = messageId;
    return this.#log('message', author, { ...payload, messageId }, extras);
  }

  #log(type: string, author: string, payload: unknown, extras: EventExtras = {}): this {
    this.#ms += 1_000;
    this.events.push(
      parseEvent({
        conversationId: this.#conversationId,
        seq: this.events.length + 1,
        turn: 0,
        ts: new Date(this.#ms).toISOString(),
        author,
        type,
        finality: 'none',
        audience: 'everyone',
        payload,
        ...extras,
      }),
    );
    return this;
  }
}

export function textPart(text: string, partId = 'p1'): Part {
  return { type: 'text', partId, text };
}
