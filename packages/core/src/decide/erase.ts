import {
  AgentChatError,
  type ConversationEvent,
  type ConversationState,
  type EventDraft,
  isErasable,
  isKnownEvent,
  messageOf,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import { attachmentsIn, attachmentsOf } from './attachments-in.js';
import { type Actor, type Decision, nothing, seqAt, systemEnvelope } from './decision.js';
import { unknownMessage } from './known-message.js';

/** What of a log is about some messages: all of it is erased with them. */
export interface AboutMessages {
  /** In log order. */
  readonly events: readonly ConversationEvent[];
  /** Those that an earlier erasure has named. */
  readonly erasedSeqs: ReadonlySet<number>;
}

/**
 * Finds what is about the messages: what they came from, what they say, and what was said of them.
 * What an agent did in its turn besides, its thoughts and tool calls, is not about its message.
 */
export function aboutMessages(
  log: Iterable<ConversationEvent>,
  messageIds: readonly string[],
): AboutMessages {
  const ids = new Set(messageIds);
  const actions = new Set<number>();
  const events: ConversationEvent[] = [];
  const erasedSeqs = new Set<number>();
  for (const event of log) {
    if (!isKnownEvent(event)) continue;
    if (event.type === 'erased') for (const seq of event.payload.seqs) erasedSeqs.add(seq);
    if (event.type === 'action_settled' && actions.has(event.payload.actionSeq)) events.push(event);
    const isAbout =
      isErasable(event.type) && 'messageId' in event.payload && ids.has(event.payload.messageId);
    if (!isAbout) continue;
    if (event.type === 'action_invoked') actions.add(event.seq);
    events.push(event);
  }
  return { events, erasedSeqs };
}

/**
 * Erases messages and what is about them. One that still waits is taken out of the queue first, and
 * actions on them that nobody has answered are declined: nothing open may need what is gone.
 */
export function decideEraseMessages(
  state: ConversationState,
  by: Actor,
  { clientRequestId, messageIds }: MethodParams<'eraseMessages'>,
  about: AboutMessages,
): Decision<MethodResult<'eraseMessages'>> {
  const { control, timeline } = state;
  const ids = new Set(messageIds);
  for (const id of ids) {
    const turn = messageOf(timeline, id)?.turn;
    if (turn !== undefined && turn === control.openTurn?.turn) {
      throw new AgentChatError('TurnOpen', 'A message cannot be erased while its turn is open.', {
        details: { turn, owner: control.openTurn.owner },
      });
    }
    if (!about.events.some((event) => isOf(event, id))) throw unknownMessage();
  }
  const seqs = about.events.map((event) => event.seq).filter((seq) => !about.erasedSeqs.has(seq));
  if (seqs.length === 0) return { events: [], result: { ...nothing(control).result, seqs } };
  const events: EventDraft[] = [
    ...control.queue
      .filter((queued) => ids.has(queued.messageId))
      .map(
        ({ messageId }): EventDraft => ({
          ...systemEnvelope(by.participantId),
          type: 'queued_removed',
          payload: { messageId, reason: 'cancelled' },
        }),
      ),
    ...control.actions
      .filter((action) => ids.has(action.messageId))
      .map(
        ({ seq }): EventDraft => ({
          ...systemEnvelope(by.participantId),
          type: 'action_settled',
          payload: { actionSeq: seq, outcome: 'declined' },
        }),
      ),
    { ...systemEnvelope(by.participantId), type: 'erased', clientRequestId, payload: { seqs } },
  ];
  return { events, result: { seq: seqAt(control, events.length - 1), seqs } };
}

/** Files that these messages showed, at any time, and that no other message shows. */
export function attachmentsOnlyIn(
  { control, timeline }: ConversationState,
  messageIds: readonly string[],
  about: AboutMessages,
): readonly string[] {
  const ids = new Set(messageIds);
  const others = new Set(
    control.queue.filter((queued) => !ids.has(queued.messageId)).flatMap(({ parts }) => attachmentsIn(parts)),
  );
  for (const entry of timeline.entries) {
    if (entry.kind !== 'message' || ids.has(entry.message.messageId)) continue;
    for (const id of attachmentsIn(entry.message.parts)) others.add(id);
  }
  const own = about.events.flatMap(attachmentsOf);
  return [...new Set(own)].filter((id) => !others.has(id));
}

function isOf(event: ConversationEvent, messageId: string): boolean {
  return (event.payload as { readonly messageId?: string }).messageId === messageId;
}
