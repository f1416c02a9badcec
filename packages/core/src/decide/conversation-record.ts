import type { ControlState, ConversationRecord } from '@agent-chat/protocol';

/** What a list says of the conversation. */
export function recordOf(control: ControlState): ConversationRecord {
  return {
    conversationId: control.conversationId,
    title: control.title,
    participants: [...control.participants],
    head: control.seq,
    ended: control.ended,
    createdAt: control.createdAt,
    updatedAt: control.updatedAt,
  };
}
