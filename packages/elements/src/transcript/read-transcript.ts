import { type ChatClient, type MessageItem, selectView, type ToolItem } from '@agent-chat/client';
import { AgentChatError, type Participant } from '@agent-chat/protocol';

/** A conversation as its reader sees it: the branch that is chosen, from the first message on. */
export interface Transcript {
  readonly conversationId: string;
  readonly title: string | null;
  readonly participants: readonly Participant[];
  readonly items: readonly (MessageItem | ToolItem)[];
}

/**
 * Reads what is not here yet, page by page, and gives the whole.
 *
 * @throws AgentChatError what the server refused; `ConnectionLost` where nothing has been read at all
 */
export async function readTranscript(client: ChatClient, signal?: AbortSignal): Promise<Transcript> {
  while (client.getState().history.status !== 'complete') {
    signal?.throwIfAborted();
    const before = client.getState().conversation;
    await client.loadOlder(signal === undefined ? {} : { signal });
    const { conversation, history } = client.getState();
    if (history.error !== null) throw history.error;
    if (conversation === before) break;
  }
  const state = client.getState();
  if (state.conversation === null) {
    throw new AgentChatError('ConnectionLost', 'Nothing of the conversation has arrived yet.');
  }
  const { participants, title } = state.conversation.control;
  return {
    conversationId: client.conversationId,
    title,
    participants,
    items: selectView(state).filter((item) => item.kind === 'message' || item.kind === 'tool'),
  };
}

/** An author by name; a name that nobody has is said as it is. */
export function authorName({ participants }: Transcript, participantId: string): string {
  return participants.find((each) => each.participantId === participantId)?.displayName ?? participantId;
}
