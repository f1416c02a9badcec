import { AgentChatError } from '@agent-chat/protocol';
import { conversationGone, unknownConversation } from './absent-conversation.js';
import type { StoredEvent } from './event-store.js';

/**
 * Why a conversation with this head cannot be erased from, `null` when it can. For who implements
 * `EventStore`: every store refuses the same requests by the same errors.
 *
 * @param head of the conversation; 0 or `undefined` when there is none, `'gone'` when it was deleted
 */
export function erasureFault(
  head: number | 'gone' | undefined,
  events: readonly Pick<StoredEvent, 'seq'>[],
): AgentChatError | null {
  if (head === 'gone') return conversationGone();
  if (!head) return unknownConversation();
  const seqs = new Set<number>();
  for (const { seq } of events) {
    if (!Number.isInteger(seq) || seq < 1 || seq > head || seqs.has(seq)) {
      return new AgentChatError('InvalidRequest', `There is no event ${seq}, or it is named twice.`, {
        details: { seq, head },
      });
    }
    seqs.add(seq);
  }
  return null;
}
