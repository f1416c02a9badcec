import { createMemoryRecordStore } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { expect, it } from 'vitest';
import type { SessionRules } from './session-life.js';
import { sessionRules } from './session-options.js';
import { createSessionRecords } from './session-records.js';
import { createSessionStore } from './session-store.js';

const TENANT = 'tenant';

function world() {
  const clock = createManualClock();
  const store = createMemoryRecordStore();
  const records = createSessionRecords(store, TENANT);
  const sessions = createSessionStore({
    records,
    conversations: { find: async () => null },
    rules: sessionRules({}),
    now: clock.now,
    synced: async () => undefined,
    onOver: () => undefined,
  });
  const begin = (conversationId: string) =>
    sessions.create({
      interfaceId: 'i',
      slug: 'demo',
      kind: 'identified',
      conversationId,
      participantId: 'ada',
      userHash: 'hash-of-ada',
      timeoutMs: null,
      persists: false,
      browserFingerprint: null,
      ipAddress: null,
      userAgent: null,
      referrer: null,
      countryCode: null,
      used: true,
    });
  const listed = async (): Promise<string[]> =>
    (await records.listOfUser('i', 'hash-of-ada')).map(({ conversationId }) => conversationId);
  return { clock, store, records, begin, listed };
}

it('lists the conversations of a person that were taken up last, whatever their ids, and no endless number', async () => {
  const { clock, begin, listed } = world();
  await begin('z');
  for (let number = 0; number < 510; number += 1) {
    clock.advance(1);
    await begin(`c${number}`);
  }
  clock.advance(1);
  await begin('z');
  const ids = await listed();
  expect(ids).toHaveLength(500);
  expect(ids.slice(0, 3)).toEqual(['z', 'c509', 'c508']);
});

it('lists those that an older version wrote behind the others', async () => {
  const { store, begin, listed } = world();
  await begin('new');
  const [written] = await store.list(TENANT, 'session-users');
  const id = written?.id.replace(/new$/, 'a-old') ?? '';
  await store.put(TENANT, 'session-users', id, { conversationId: 'a-old', sessionId: 's' });
  expect(await listed()).toEqual(['new', 'a-old']);
});

it('keeps the entry of what is due when it is due at the same time again', async () => {
  const { store, records } = world();
  const id = `${'1'.padStart(15, '0')}/s`;
  await store.put(TENANT, 'session-due', id, { sessionId: 's' });
  const [entry] = await records.listDue(10);
  if (entry === undefined) throw new Error('Nothing is due.');
  await records.settleDue(entry, 1);
  expect(await records.listDue(10)).toEqual([entry]);
  await records.settleDue(entry, 2);
  expect(await records.listDue(10)).toEqual([{ id: `${'2'.padStart(15, '0')}/s`, sessionId: 's' }]);
});

it('takes a kind that a host leaves undefined for one that it does not speak of', () => {
  const reapAfterMs = { preview: undefined } as unknown as SessionRules['reapAfterMs'];
  expect(sessionRules({ reapAfterMs }).reapAfterMs.preview).toBe(86_400_000);
});
