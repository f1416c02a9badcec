import { createMemoryRecordStore, type RecordStore } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { expect, it } from 'vitest';
import type { SessionConversations } from '../sessions/session-conversations.js';
import type { StoredSession } from '../sessions/stored-session.js';
import { periodAt } from './period.js';
import { createSessionStats } from './session-stats.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-02T12:00:00.000Z');

/** Sessions that began so many days ago. */
async function world(interfaces: Readonly<Record<string, readonly number[]>>) {
  const kept = createMemoryRecordStore();
  const read: string[] = [];
  const records: RecordStore = {
    ...kept,
    async list(...asked) {
      const page = await kept.list(...asked);
      read.push(...page.map(({ id }) => id));
      return page;
    },
  };
  const opened: string[] = [];
  const stats = createSessionStats({
    records,
    sessions: { get: async () => null },
    conversations: {
      find: async (conversationId: string) => {
        opened.push(conversationId);
        return null;
      },
    } as unknown as SessionConversations,
    keyedHash: async (text) => text,
    tenant: 'default',
    now: () => NOW,
    clock: createManualClock(NOW),
    onError: (error) => {
      throw error;
    },
  });
  for (const [interfaceId, ages] of Object.entries(interfaces)) {
    for (const [index, days] of ages.entries()) {
      const sessionId = `${interfaceId}-${index}`;
      const firstSeenAt = new Date(NOW - days * DAY_MS).toISOString();
      const session = { sessionId, conversationId: sessionId, interfaceId, firstSeenAt };
      await stats.begin({
        ...session,
        participantId: 'v',
        referrer: null,
        browserFingerprint: null,
        ipAddress: null,
        userAgent: null,
        lastActivityAt: firstSeenAt,
      } as unknown as StoredSession);
    }
  }
  read.length = 0;
  opened.length = 0;
  return { stats, read, opened };
}

const old = Array.from({ length: 700 }, (_, index) => 40 + index);

it.each([
  [null, ['shop-700', 'docs-700', 'docs-701']],
  ['docs', ['docs-700', 'docs-701']],
])('sessions of a day of %s are found without a look at those of all time', async (interfaceId, expected) => {
  const { stats, read, opened } = await world({ shop: [...old, 0], docs: [...old, 1, 0], none: old });
  const found = await stats.list(interfaceId, periodAt('day', NOW));
  expect(found.map(({ sessionId }) => sessionId).toSorted()).toEqual(expected.toSorted());
  expect(opened.toSorted()).toEqual(expected.toSorted());
  // The first of each interface tells that there is one.
  expect(read.length).toBeLessThanOrEqual(expected.length + 3);
});
