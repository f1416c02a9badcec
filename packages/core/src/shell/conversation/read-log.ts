import { AgentChatError } from '@agent-chat/protocol';
import { conversationGone } from '../../ports/absent-conversation.js';
import type { Conversation } from './conversation.js';
import type { LoggedEvent } from './logged-event.js';

const PAGE = 500;

/**
 * The events after `afterSeq`, up to the head as it is now. A log that ends before is never taken
 * for a whole one.
 *
 * @throws AgentChatError `ConversationGone`, `Unavailable`
 */
export async function* readLog(conversation: Conversation, afterSeq = 0): AsyncGenerator<LoggedEvent> {
  const head = conversation.control.seq;
  for (let seq = afterSeq; seq < head; ) {
    const page = await conversation.read(seq, Math.min(PAGE, head - seq));
    if (conversation.gone) throw conversationGone();
    const last = page.at(-1);
    if (last === undefined) throw new AgentChatError('Unavailable', 'The log cannot be read further.');
    yield* page;
    seq = last.event.seq;
  }
}
