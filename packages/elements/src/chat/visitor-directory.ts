import { platformEnvironment, renameVisitorConversation, visitorConversations } from '@agent-chat/client';
import type { ConversationDirectory } from '../conversation-list/directory.js';

/** The conversations of a visitor whom the host vouches for. Another one begins with its session. */
export function visitorDirectory(of: {
  readonly url: string;
  readonly slug: string;
  readonly token: string;
}): ConversationDirectory {
  return {
    list: ({ signal, after }) => visitorConversations({ ...of, signal, after }),
    rename: (conversationId, title) =>
      renameVisitorConversation({
        ...of,
        conversationId,
        title,
        clientRequestId: platformEnvironment().newId(),
      }),
  };
}
