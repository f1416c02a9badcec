import {
  AgentChatError,
  type ControlState,
  type EventDraft,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';

/**
 * What a command leads to: events to append and the command's result. A rule that forbids it
 * throws a typed `AgentChatError` instead, and nothing is written.
 */
export interface Decision<R = unknown> {
  readonly events: readonly EventDraft[];
  readonly result: R;
}

/** The facts that a pure decision cannot make up. */
export interface DecisionContext {
  /** An unused message id. */
  readonly newMessageId: string;
}

/** The seq that the event at `index` of a decision gets. */
export function seqAt(control: ControlState, index: number): number {
  return control.seq + 1 + index;
}

export function requireParticipant(control: ControlState, participantId: string): void {
  if (!control.participants.some((one) => one.participantId === participantId)) {
    throw new AgentChatError('NotOnRoster', 'The author is not on the roster.');
  }
}

export function requireNotEnded(control: ControlState): void {
  if (control.ended) throw new AgentChatError('ConversationEnded', 'The conversation has ended.');
}

/** What every event has unless it says otherwise. */
export function systemEnvelope(
  author: string = SYSTEM_PARTICIPANT_ID,
): Pick<EventDraft, 'turn' | 'author' | 'finality' | 'audience'> {
  return { turn: 0, author, finality: 'none', audience: 'everyone' };
}

/**
 * What follows a close in the same append: a conversation that ends drops its queue, any other
 * promotes the first queued message, which is a turn of its own.
 *
 * @param closeIndex the index of the closing event in the decision
 * @param parentId the tip after the close
 */
export function afterClose(
  control: ControlState,
  close: { readonly turn: number; readonly ends: boolean; readonly parentId: string | null },
): EventDraft[] {
  if (close.ends) {
    return control.queue.map((queued) => ({
      ...systemEnvelope(),
      type: 'queued_removed',
      payload: { messageId: queued.messageId, reason: 'ended' },
    }));
  }
  const queued = control.queue[0];
  if (queued === undefined) return [];
  return [
    {
      turn: close.turn + 1,
      author: queued.author,
      finality: 'turn',
      audience: 'everyone',
      type: 'message',
      causedBy: queued.seq,
      ...(queued.clientRequestId === undefined ? {} : { clientRequestId: queued.clientRequestId }),
      payload: {
        messageId: queued.messageId,
        parentId: close.parentId,
        role: 'user',
        parts: [...queued.parts],
        ...(queued.replyTo === undefined ? {} : { replyTo: queued.replyTo }),
      },
    },
  ];
}
