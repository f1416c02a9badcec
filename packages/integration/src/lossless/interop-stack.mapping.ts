import type {
  ConversationEvent,
  ConversationMetadata,
  MessagePayload,
  Participant,
  Part,
  Scenario,
  TimelineEntry,
} from '@agent-chat/protocol';
import type { Carried } from './carry.js';

// Conversations of agents with turns, finality and scenarios as logs, and back.

type Fields = Readonly<Record<string, unknown>>;

/** Events, what they say and their files may have fields that nobody has foretold. */
export interface InteropAttachment extends Fields {
  readonly id: string;
  readonly docId?: string;
  readonly name: string;
  readonly contentType: string;
  readonly summary?: string;
}
export interface InteropEvent extends Fields {
  readonly conversation: string;
  readonly turn: number;
  /** The index in the turn. */
  readonly event: number;
  readonly seq: number;
  readonly ts: string;
  readonly type: 'message' | 'trace' | 'system';
  readonly finality: 'none' | 'turn' | 'conversation';
  readonly agentId: string;
  readonly clientRequestId?: string;
  readonly payload: Fields & {
    readonly text: string;
    readonly attachments?: readonly InteropAttachment[];
  };
}
export interface InteropConversation {
  readonly title?: string;
  readonly scenarioId: string | null;
  readonly agents: readonly {
    readonly id: string;
    readonly kind: 'internal' | 'external';
    readonly agentClass?: string;
    readonly config: unknown;
  }[];
  readonly custom?: Readonly<Record<string, unknown>>;
}

export function conversationToCreated(conversation: InteropConversation): {
  readonly participants: Participant[];
} & ConversationMetadata {
  const { title, scenarioId, agents, custom } = conversation;
  return {
    ...(title === undefined ? {} : { title }),
    ...(scenarioId === null ? {} : { scenarioId }),
    ...(custom === undefined ? {} : { custom: { ...custom } }),
    participants: agents.map(({ id, kind, agentClass, config }) => ({
      participantId: id,
      kind: 'agent',
      displayName: id,
      hosting: kind,
      ...(agentClass === undefined ? {} : { agentClass }),
      config,
    })),
  };
}

export function conversationFrom(created: ReturnType<typeof conversationToCreated>): InteropConversation {
  const { title, scenarioId, custom, participants } = created;
  return {
    ...(title === undefined ? {} : { title }),
    scenarioId: scenarioId ?? null,
    ...(custom === undefined ? {} : { custom }),
    agents: participants.map(({ participantId, hosting, agentClass, config }) => ({
      id: participantId,
      kind: hosting ?? 'internal',
      ...(agentClass === undefined ? {} : { agentClass }),
      config,
    })),
  };
}

/**
 * Messages stay messages, traces are thoughts, and system events are notes on turn 0. What is left of
 * an event is a field of ours, and what is left of its payload one of our payload.
 */
export function eventToEvent(event: InteropEvent): Carried {
  const {
    conversation: _conversation,
    event: _index,
    seq,
    turn,
    ts,
    type,
    finality,
    agentId,
    clientRequestId,
    payload,
    ...own
  } = event;
  const { text, attachments, ...more } = payload;
  const request = clientRequestId === undefined ? {} : { clientRequestId };
  const head = { ...own, turn, ts, author: agentId, ...request };
  if (type === 'trace') return { ...head, type: 'thought', payload: { ...more, text } };
  if (type === 'system') return { ...head, type: 'note', payload: { ...more, text } };
  const files = attachments?.map(({ id: attachmentId, name, contentType, ...rest }, index): Part => {
    const file = { type: 'attachment' as const, partId: `a${index}`, attachmentId, name, contentType };
    return { ...rest, ...file };
  });
  const parts: Part[] = [{ type: 'text', partId: 'text', text }, ...(files ?? [])];
  const message = { ...more, messageId: `m${seq}`, parentId: null, role: 'assistant' as const, parts };
  return { ...head, type: 'message', finality, payload: message };
}

/** The index in a turn is how many events of it came before. */
export function eventsFrom(events: readonly ConversationEvent[]): InteropEvent[] {
  const counts = new Map<number, number>();
  return events.map(({ conversationId, seq, turn, ts, type, finality, author, ...rest }) => {
    const { audience: _everyone, clientRequestId, payload, ...own } = rest;
    const index = counts.get(turn) ?? 0;
    counts.set(turn, index + 1);
    return {
      ...own,
      conversation: conversationId,
      turn,
      event: index,
      // Ours begins with `created`.
      seq: seq - 1,
      ts,
      type: type === 'thought' ? 'trace' : type === 'note' ? 'system' : 'message',
      finality,
      agentId: author,
      ...(clientRequestId === undefined ? {} : { clientRequestId }),
      payload: type === 'message' ? messageFrom(payload as MessagePayload) : (payload as { text: string }),
    };
  });
}

function messageFrom(payload: MessagePayload): InteropEvent['payload'] {
  const { messageId: _id, parentId: _parent, role: _role, parts, ...more } = payload;
  const [text, ...files] = parts as unknown as readonly (Fields & { readonly text: string })[];
  const attachments = files.map(({ type: _type, partId: _partId, attachmentId, ...rest }) => ({
    ...rest,
    id: attachmentId,
  }));
  return {
    ...more,
    text: text?.text ?? '',
    ...(attachments.length > 0 && { attachments: attachments as unknown as InteropAttachment[] }),
  };
}

/** The events that a timeline is made of, as they were logged. */
export function loggedIn(conversationId: string, entries: Iterable<TimelineEntry>): ConversationEvent[] {
  return [...entries].flatMap((entry): ConversationEvent[] => {
    if (entry.kind === 'event') return [entry.event];
    if (entry.kind !== 'message') return [];
    const { seq, ts, turn, author, audience, finality, clientRequestId, message, unknown = [] } = entry;
    const head = { conversationId, seq, turn, ts, author, finality, audience };
    const request = clientRequestId === undefined ? {} : { clientRequestId };
    return [{ ...unknown.at(0)?.envelope, ...head, ...request, type: 'message', payload: message }];
  });
}

export function scenarioToRecord({ id, background, challenges, roles, ...rest }: Fields): Scenario {
  const mapped = (roles as Fields[]).map(({ id: participantId, ...role }) => ({ ...role, participantId }));
  return { ...rest, scenarioId: id, background, challenges, roles: mapped } as Scenario;
}

export function scenarioFrom({ scenarioId, roles, ...rest }: Fields): Fields {
  const mapped = (roles as Fields[]).map(({ participantId, ...role }) => ({ ...role, id: participantId }));
  return { ...rest, id: scenarioId, roles: mapped };
}
