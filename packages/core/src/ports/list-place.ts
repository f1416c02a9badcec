import { AgentChatError } from '@agent-chat/protocol';

/** Where a page of conversations ends: the newest activity of its last one, and its id. */
export interface ListPlace {
  readonly updatedAt: string;
  readonly conversationId: string;
}

/** The `next` of a page, for lists of conversations everywhere. Opaque to those who ask for more. */
export function formatListPlace({ updatedAt, conversationId }: ListPlace): string {
  return `${updatedAt}/${conversationId}`;
}

/** @throws AgentChatError `InvalidRequest` for what `formatListPlace` has not made */
export function parseListPlace(next: string): ListPlace {
  const cut = next.indexOf('/');
  const updatedAt = next.slice(0, Math.max(0, cut));
  if (Number.isNaN(Date.parse(updatedAt))) {
    throw new AgentChatError('InvalidRequest', 'This is no `next` of a page of conversations.', {
      details: { path: 'after' },
    });
  }
  return { updatedAt, conversationId: next.slice(cut + 1) };
}
