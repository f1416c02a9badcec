import type { ConversationRecord } from '@agent-chat/protocol';
import { formatDay, startOfDay } from '../messages/format-time.js';
import type { MessageTable } from '../messages/message-table.js';

export interface ConversationGroup {
  readonly label: string;
  readonly conversations: readonly ConversationRecord[];
}

const DAY_MS = 86_400_000;

/** By when something last happened: today, yesterday, the seven days before, and what is older. */
export function groupConversations(
  conversations: readonly ConversationRecord[],
  now: Date,
  messages: Pick<MessageTable, 'lastSevenDays' | 'older'>,
  locale: string | undefined,
): readonly ConversationGroup[] {
  const groups = new Map<string, ConversationRecord[]>();
  for (const conversation of conversations) {
    const date = new Date(conversation.updatedAt);
    const daysAgo = Math.round((startOfDay(now) - startOfDay(date)) / DAY_MS);
    const label =
      daysAgo <= 1
        ? formatDay(daysAgo < 0 ? now : date, now, locale)
        : daysAgo <= 7
          ? messages.lastSevenDays
          : messages.older;
    const members = groups.get(label);
    if (members === undefined) groups.set(label, [conversation]);
    else members.push(conversation);
  }
  return [...groups].map(([label, members]) => ({ label, conversations: members }));
}

/** Those whose title has `words` in it, in any case and with any accents. */
export function findConversations(
  conversations: readonly ConversationRecord[],
  words: string,
): readonly ConversationRecord[] {
  const wanted = plain(words.trim());
  return wanted === ''
    ? conversations
    : conversations.filter(({ title }) => plain(title ?? '').includes(wanted));
}

function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}
