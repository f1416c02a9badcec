import { type ChatClient, type MessageItem, selectView, type ToolItem } from '@agent-chat/client';
import { AgentChatError, type Card, type MessagePayload, type Participant } from '@agent-chat/protocol';
import type { TableCardData } from '@agent-chat/protocol/cards';
import { BUILT_IN_CARDS } from '../card/built-in-cards.js';
import { definitionOf, resolveCard } from '../card/define-card.js';
import type { MessageTable } from '../messages/message-table.js';

/** A conversation as its reader sees it: the branch that is chosen, from the first message on. */
export interface Transcript {
  readonly conversationId: string;
  readonly title: string | null;
  readonly participants: readonly Participant[];
  readonly items: readonly (MessageItem | ToolItem)[];
}

/**
 * Reads what is not here yet, page by page, and gives the whole. Where nothing has arrived yet, the
 * conversation is waited for.
 *
 * @throws AgentChatError what the server refused, or closed the connection; `ConnectionLost` where a client
 * of one's own has read nothing at all
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

/** How an answer ended that is not whole, and why, as the chat says it; `null` of one that is. */
export function endOf(
  { outcome }: Pick<MessagePayload, 'outcome'>,
  messages: MessageTable,
): { readonly words: string; readonly reason: string } | null {
  if (outcome === undefined || outcome.status === 'complete') return null;
  return { words: messages[outcome.status], reason: outcome.reason?.message ?? '' };
}

/** What a card of the built-in type `table` has; `null` of another one, and of one that is damaged. */
export function tableOf(card: Card): TableCardData | null {
  if (card.type !== 'table') return null;
  const resolved = resolveCard(card, definitionOf(card, BUILT_IN_CARDS));
  return resolved.kind === 'known' ? (resolved.data as TableCardData) : null;
}
