import { formatListPlace, type ListPlace, parseListPlace } from '@agent-chat/core';
import type { ConversationRecord, MethodResult } from '@agent-chat/protocol';

/**
 * Some of `conversations`, newest activity first.
 *
 * @param page.after the `next` of the page before
 * @throws AgentChatError `InvalidRequest` for an `after` that is none
 */
export function conversationPage(
  conversations: readonly ConversationRecord[],
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): MethodResult<'listVisitorConversations'> {
  const sorted = conversations.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  const place = after === undefined ? null : parseListPlace(after);
  const rest = place === null ? sorted : sorted.filter((each) => isBefore(place, each));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const isLast = rest.length <= limit || last === undefined;
  return { conversations: page, next: isLast ? null : formatListPlace(last) };
}

/** Whether `a` stands before `b` in the list. */
function isBefore(a: ListPlace, b: ListPlace): boolean {
  return a.updatedAt === b.updatedAt ? a.conversationId > b.conversationId : a.updatedAt > b.updatedAt;
}
