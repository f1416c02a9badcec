import { platformEnvironment, type Transport } from '@agent-chat/client';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import type { MemberAccess } from './member-access.js';

/** Of a page: as many as a person looks through. */
const LISTED = 100;

/**
 * The conversations of a member, by the methods of the contract.
 *
 * @param requestId of the conversation that it may make: one, however often it is asked for it
 */
export function memberDirectory(
  transport: Pick<Transport, 'call'>,
  { participants }: MemberAccess,
  requestId: string,
): Required<ConversationDirectory> {
  return {
    list: ({ signal, after }) =>
      transport.call(
        'listConversations',
        { limit: LISTED, ...(after !== undefined && { after }) },
        { signal },
      ),
    async create() {
      const { conversationId } = await transport.call('createConversation', {
        clientRequestId: requestId,
        participants: [...participants],
      });
      return conversationId;
    },
    async rename(conversationId, title) {
      await transport.call('renameConversation', {
        conversationId,
        clientRequestId: platformEnvironment().newId(),
        title,
      });
    },
  };
}
