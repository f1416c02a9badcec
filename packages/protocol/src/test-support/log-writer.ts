import type { Audience, ConversationEvent, Finality, KnownEvent } from '../events/event.js';
import type { Part } from '../events/message.js';
import { emptyState, foldEvent } from '../fold/fold.js';
import type { ConversationState } from '../fold/state.js';
import type { MessageEntry } from '../fold/timeline-entry.js';
import type { Participant } from '../values/participants.js';

export const CONVERSATION_ID = 'c1';
const START = Date.UTC(2026, 0, 1);

export const ROSTER: readonly Participant[] = [
  { participantId: 'ada', kind: 'user', displayName: 'Ada' },
  { participantId: 'eve', kind: 'user', displayName: 'Eve' },
  { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
  { participantId: 'bea', kind: 'agent', displayName: 'Bea' },
];

type PayloadOf<T extends KnownEvent['type']> = Extract<KnownEvent, { type: T }>['payload'];

export interface EventRest {
  readonly turn?: number;
  readonly audience?: Audience;
  readonly finality?: Finality;
  readonly clientRequestId?: string;
  readonly causedBy?: number;
  readonly runId?: string;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes a log event by event, and knows what it folds to so far. */
export class LogWriter {
  readonly events: ConversationEvent[] = [];
  state: ConversationState = emptyState(CONVERSATION_ID);
  /** Whether events that are written have fields that this version does not know. */
  isNewer = false;

  get control(): ConversationState['control'] {
    return this.state.control;
  }

  write<T extends KnownEvent['type']>(
    type: T,
    author: string,
    payload: PayloadOf<T>,
    rest: EventRest = {},
  ): ConversationEvent {
    return this.writeAny(type, author, payload, rest);
  }

  writeAny(type: string, author: string, payload: unknown, rest: EventRest = {}): ConversationEvent {
    const seq = this.events.length + 1;
    const event = {
      conversationId: CONVERSATION_ID,
      seq,
      turn: 0,
      ts: new Date(START + seq * 1_000).toISOString(),
      author,
      type,
      finality: 'none',
      audience: 'everyone',
      payload: this.isNewer && isObject(payload) ? { ...payload, x_mood: seq, author: 'x' } : payload,
      ...(this.isNewer && { x_clock: seq }),
      ...rest,
    } as ConversationEvent;
    this.events.push(event);
    this.state = foldEvent(this.state, event);
    return event;
  }

  messages(): MessageEntry[] {
    return [...this.state.timeline.entries].filter((entry) => entry.kind === 'message');
  }

  /** A message that opens a turn and closes it. */
  says(author: string, messageId: string, parts: readonly Part[], rest: EventRest = {}): void {
    const role = ROSTER.find((one) => one.participantId === author)?.kind === 'agent' ? 'assistant' : 'user';
    const turn = this.control.openTurn?.turn ?? this.control.lastTurn + 1;
    this.write(
      'message',
      author,
      { messageId, parentId: this.control.tipMessageId, role, parts: [...parts] },
      { turn, finality: 'turn', ...rest },
    );
  }
}
