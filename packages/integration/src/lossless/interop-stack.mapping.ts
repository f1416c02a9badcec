import type {
  ConversationEvent,
  ConversationMetadata,
  Participant,
  Part,
  Scenario,
} from '@agent-chat/protocol';
import type { Carried } from './carry.js';

// Conversations of agents with turns, finality and scenarios as logs, and back.

export interface InteropAttachment {
  readonly id: string;
  readonly docId?: string;
  readonly name: string;
  readonly contentType: string;
  readonly summary?: string;
}
export interface InteropEvent {
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
  readonly payload: { readonly text: string; readonly attachments?: readonly InteropAttachment[] };
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

/** Messages stay messages, traces are thoughts, and system events are notes on turn 0. */
export function eventToEvent(event: InteropEvent): Carried {
  const { turn, ts, type, finality, agentId, clientRequestId, payload } = event;
  const head = { turn, ts, author: agentId, ...(clientRequestId === undefined ? {} : { clientRequestId }) };
  if (type === 'trace') return { ...head, type: 'thought', payload: { text: payload.text } };
  if (type === 'system') return { ...head, type: 'note', payload: { text: payload.text } };
  const files = payload.attachments?.map(
    ({ id, ...rest }, index): Part => ({
      type: 'attachment',
      partId: `a${index}`,
      attachmentId: id,
      ...rest,
    }),
  );
  const parts: Part[] = [{ type: 'text', partId: 'text', text: payload.text }, ...(files ?? [])];
  const message = { messageId: `m${event.seq}`, parentId: null, role: 'assistant' as const, parts };
  return { ...head, type: 'message', finality, payload: message };
}

/** The index in a turn is how many events of it came before. */
export function eventsFrom(events: readonly ConversationEvent[]): InteropEvent[] {
  const counts = new Map<number, number>();
  return events.map(({ conversationId, seq, turn, ts, type, finality, author, clientRequestId, payload }) => {
    const index = counts.get(turn) ?? 0;
    counts.set(turn, index + 1);
    const { text, parts = [] } = payload as { text?: string; parts?: Record<string, string>[] };
    const attachments = parts
      .filter((part) => part['type'] === 'attachment')
      .map(({ type: _type, partId: _partId, attachmentId, ...rest }) => ({ id: attachmentId, ...rest }));
    return {
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
      payload: {
        text: text ?? parts[0]?.['text'] ?? '',
        ...(attachments.length > 0 && { attachments: attachments as unknown as InteropAttachment[] }),
      },
    };
  });
}

type Fields = Readonly<Record<string, unknown>>;

export function scenarioToRecord({ id, background, challenges, roles, ...rest }: Fields): Scenario {
  const mapped = (roles as Fields[]).map(({ id: participantId, ...role }) => ({ ...role, participantId }));
  return { ...rest, scenarioId: id, background, challenges, roles: mapped } as Scenario;
}

export function scenarioFrom({ scenarioId, roles, ...rest }: Fields): Fields {
  const mapped = (roles as Fields[]).map(({ participantId, ...role }) => ({ ...role, id: participantId }));
  return { ...rest, id: scenarioId, roles: mapped };
}
