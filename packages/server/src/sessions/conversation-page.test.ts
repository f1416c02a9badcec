import type { ConversationRecord } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { conversationPage } from './conversation-page.js';

function record(index: number): ConversationRecord {
  // Two at a time are of one moment.
  const updatedAt = new Date(Date.UTC(2026, 10, 20) + Math.floor(index / 2) * 60_000).toISOString();
  const conversationId = `c/${String(index).padStart(3, '0')}`;
  return {
    ...{ conversationId, title: null, participants: [], head: 1, ended: false },
    ...{ createdAt: updatedAt, updatedAt },
  };
}

const ALL = Array.from({ length: 150 }, (_, index) => record(index));

it('leads through all conversations of a visitor, each once, newest first', () => {
  const seen: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < 5; pages += 1) {
    const { conversations, next } = conversationPage(ALL, { after, limit: 47 });
    seen.push(...conversations.map(({ conversationId }) => conversationId));
    if (next === null) break;
    after = next;
  }
  expect(seen).toEqual(ALL.map(({ conversationId }) => conversationId).toReversed());
});

it('says that a page is the last, also when it is full', () => {
  expect(conversationPage(ALL, { after: undefined, limit: 150 }).next).toBe(null);
  expect(conversationPage([], { after: undefined, limit: 1 })).toEqual({ conversations: [], next: null });
});

it('refuses what is the next of no page', () => {
  expect(() => conversationPage(ALL, { after: 'soon/c', limit: 1 })).toThrowError(
    expect.objectContaining({ code: 'InvalidRequest', details: { path: 'after' } }),
  );
});
