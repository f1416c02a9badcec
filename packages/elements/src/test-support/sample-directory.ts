import type { ConversationRecord } from '@agent-chat/protocol';
import type { ConversationDirectory } from '../conversation-list/directory.js';

const HOUR_MS = 3_600_000;

/** How long ago, in hours, and what about. */
const SAMPLES: readonly (readonly [hours: number, title: string | null])[] = [
  [0, 'A conversation'],
  [1, 'Which transport for a train tunnel?'],
  [3, null],
  [26, 'Budget of the spring campaign'],
  [30, 'Rewrite the onboarding mail so that it fits on one screen of a small telephone'],
  [75, 'Why was the outbox paused?'],
  [99, 'خطة السفر إلى القاهرة'],
  [120, 'Postgres or SQLite'],
  [400, 'First steps'],
];

/** Conversations as a server lists them; the first is the one of the scripts. */
export function sampleConversations(now = Date.now()): readonly ConversationRecord[] {
  return SAMPLES.map(([hours, title], index) => {
    const moment = new Date(now - hours * HOUR_MS).toISOString();
    return {
      conversationId: `conversation-${index + 1}`,
      title,
      participants: [],
      head: 10,
      ended: index === SAMPLES.length - 1,
      createdAt: moment,
      updatedAt: moment,
    };
  });
}

/** More than a page of them. */
export function manyConversations(): readonly ConversationRecord[] {
  const [first] = sampleConversations();
  return Array.from({ length: 150 }, (_, index) => {
    const updatedAt = new Date(Date.now() - index * 60_000).toISOString();
    return { ...first!, conversationId: `talk-${index}`, title: `Talk ${index}`, updatedAt };
  });
}

/** A directory in memory that writes down what it was asked for. */
export function sampleDirectory(
  conversations = sampleConversations(),
): ConversationDirectory & { readonly asked: string[] } {
  const asked: string[] = [];
  let listed = conversations;
  return {
    asked,
    async list() {
      asked.push('list');
      return { conversations: listed, next: null };
    },
    async create() {
      asked.push('create');
      return 'conversation-new';
    },
    async rename(conversationId, title) {
      asked.push(`rename ${conversationId} ${title}`);
      listed = listed.map((each) => (each.conversationId === conversationId ? { ...each, title } : each));
    },
  };
}
