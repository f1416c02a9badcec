import type { ConversationEvent } from '@agent-chat/protocol';
import { attachmentsOf } from '../decide/attachments-in.js';
import type { EventStore } from '../ports/event-store.js';

const PAGE = 500;

/** Whether an event of its conversation shows the file. Nothing does in one that was deleted. */
export async function isInLog(
  events: Pick<EventStore, 'read'>,
  file: { readonly tenant: string; readonly conversationId: string; readonly attachmentId: string },
): Promise<boolean> {
  const { tenant, conversationId, attachmentId } = file;
  for (let afterSeq = 0; ; ) {
    const page = await events.read({ tenant, conversationId, afterSeq, limit: PAGE });
    for (const { seq, json } of page) {
      if (attachmentsOf(JSON.parse(json) as ConversationEvent).includes(attachmentId)) return true;
      afterSeq = seq;
    }
    if (page.length < PAGE) return false;
  }
}
