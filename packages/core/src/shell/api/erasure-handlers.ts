import { blankEvent, type ConversationEvent, isKnownEvent } from '@agent-chat/protocol';
import {
  type AboutMessages,
  aboutMessages,
  attachmentsOnlyIn,
  decideEraseMessages,
} from '../../decide/erase.js';
import { unknownConversation } from '../../ports/absent-conversation.js';
import { shuttingDown } from '../shutting-down.js';
import type { Conversation } from '../conversation/conversation.js';
import { readLog } from '../conversation/read-log.js';
import type { ApiCall, HandlersOf } from './api-context.js';

/** The one exception to a log that never changes. */
export function erasureHandlers(call: ApiCall): HandlersOf<'eraseMessages' | 'eraseConversation'> {
  const { caller, context } = call;
  const { store, attachments, drafts } = context;
  const { tenant } = caller;

  /** The files first: their names are in what is erased then. All of it can be done again. */
  async function eraseContent(
    conversation: Conversation,
    messageIds: readonly string[],
    about: AboutMessages,
  ): Promise<void> {
    const { conversationId } = conversation;
    for (const attachmentId of attachmentsOnlyIn(conversation.state, messageIds, about)) {
      await attachments?.delete({ tenant, conversationId, attachmentId });
    }
    const fence = conversation.control.openTurn?.execution?.fence;
    await drafts?.forget(conversation, fence === undefined ? undefined : fence - 1);
    const events = about.events.filter(isKnownEvent).map((event) => ({
      seq: event.seq,
      json: JSON.stringify(blankEvent(event)),
    }));
    await store.erase({ tenant, conversationId, events });
  }

  return {
    async eraseMessages(params) {
      const { messageIds } = params;
      let about: AboutMessages = { events: [], erasedSeqs: new Set() };
      return call.use(call.open(params.conversationId), (conversation) =>
        call.commandOn(
          conversation,
          'eraseMessages',
          params,
          (state, by) => decideEraseMessages(state, by, params, about),
          {
            prepare: async () => {
              const events: ConversationEvent[] = [];
              for await (const { event } of readLog(conversation)) events.push(event);
              about = aboutMessages(events, messageIds);
            },
            beforeAppend: () => eraseContent(conversation, messageIds, about),
          },
        ),
      );
    },

    async eraseConversation({ conversationId }) {
      call.actor();
      // Before anything is gone, so that whoever is told so finds it as it was.
      if (context.isClosing()) throw shuttingDown();
      const record = await store.getRecord(tenant, conversationId);
      if (record === null) throw unknownConversation();
      // Also for one that is gone: an erasure that was cut off is done to its end.
      await store.deleteConversation(tenant, conversationId);
      await context.tellGone(tenant, conversationId);
      await drafts?.forget({ tenant, conversationId });
      await attachments?.deleteConversation({ tenant, conversationId });
      return {};
    },
  };
}
