import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from './error-code.js';
import { readEverything } from './read-everything.js';
import { appendRequest, CONVERSATION, keyOf, OTHER_TENANT, readAll, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** A conversation that goes for good, and the tombstone that it leaves. */
export function describeDeletion(subject: StoreUnderTest, persistent: boolean): void {
  const remove = (conversationId = CONVERSATION, tenant = TENANT) =>
    subject.store.deleteConversation(tenant, conversationId);
  const find = (requestId: string) => subject.store.findKey(TENANT, CONVERSATION, 'visitor', requestId);

  describe('deleteConversation', () => {
    beforeEach(async () => {
      await subject.store.append(appendRequest({ conversationId: 'before', participantIds: ['ann'] }));
      await subject.store.append(
        appendRequest({ count: 3, key: keyOf('send'), runnable: true, participantIds: ['ann', 'bob'] }),
      );
    });

    /** What is true of a deleted conversation, whoever looks. */
    async function expectGone(): Promise<void> {
      const { store } = subject;
      expect(await store.getRecord(TENANT, CONVERSATION)).toBe('gone');
      expect(await readAll(store)).toEqual([]);
      expect(
        await store.read({ conversationId: CONVERSATION, tenant: TENANT, beforeSeq: 9, limit: 5 }),
      ).toEqual([]);
      expect(await find('send')).toBeNull();
      for (const request of [
        appendRequest(),
        appendRequest({ expectedSeq: 3 }),
        appendRequest({ expectedSeq: 3, count: 0, key: keyOf('send') }),
        appendRequest({ expectedSeq: 3, fence: 1 }),
      ]) {
        expect(await store.append(request)).toEqual({ status: 'gone' });
      }
      expect(await store.acquireLease(CONVERSATION, 'owner', 1_000)).toBeNull();
      const list = async (participantId?: string) => {
        const records = await store.listRecords({
          tenant: TENANT,
          limit: 9,
          ...(participantId && { participantId }),
        });
        return records.map(({ conversationId }) => conversationId);
      };
      expect([await list(), await list('ann'), await list('bob')]).toEqual([['before'], ['before'], []]);
      expect(await store.listRunnable(9)).toEqual([]);
      const everything = await readEverything(store);
      expect(everything.map(({ conversationId }) => conversationId)).toEqual(['before']);
    }

    it('removes events, keys, record and roster, and never lets the id be used again', async () => {
      await remove();
      await expectGone();
    });

    it('may be repeated', async () => {
      await remove();
      await remove();
      await expectGone();
    });

    it('ends the leases of the conversation', async () => {
      const lease = await subject.store.acquireLease(CONVERSATION, 'owner', 1_000_000);
      if (lease === null) throw new Error('It was refused.');
      await remove();
      expect(await subject.store.renewLease(lease, 1_000_000)).toBe(false);
      await subject.store.releaseLease(lease);
      await expectGone();
    });

    it('refuses an erasure afterwards, and another tenant or an unknown id before', async () => {
      expect(await codeOf(remove(CONVERSATION, OTHER_TENANT))).toBe('UnknownConversation');
      expect(await codeOf(remove('unknown'))).toBe('UnknownConversation');
      await subject.store.append(
        appendRequest({ conversationId: 'keys only', count: 0, key: keyOf('early') }),
      );
      expect(await codeOf(remove('keys only'))).toBe('UnknownConversation');
      expect(await readAll(subject.store)).toHaveLength(3);
      await remove();
      const erasure = { conversationId: CONVERSATION, tenant: TENANT, events: [] };
      expect(await codeOf(subject.store.erase(erasure))).toBe('ConversationGone');
    });

    it('tells another tenant nothing', async () => {
      await remove();
      expect(await subject.store.getRecord(OTHER_TENANT, CONVERSATION)).toBeNull();
      expect(await codeOf(remove(CONVERSATION, OTHER_TENANT))).toBe('UnknownConversation');
      const foreign = appendRequest({ tenant: OTHER_TENANT });
      expect(await subject.store.append(foreign)).toEqual({ status: 'conflict', missing: [] });
    });

    it('leaves every position as it was: nothing that is written later is skipped', async () => {
      const [, second, , newest] = await readEverything(subject.store);
      await remove();
      if (persistent) await subject.reopen();
      await subject.store.append(appendRequest({ conversationId: 'after', count: 2 }));
      for (const reader of [second, newest]) {
        const next = await readEverything(subject.store, 10, reader?.position);
        expect(next.map(({ conversationId, seq }) => [conversationId, seq])).toEqual([
          ['after', 1],
          ['after', 2],
        ]);
      }
    });

    it('is whole beside appends of the moment', async () => {
      const appends = Array.from({ length: 10 }, (_, index) =>
        subject.store.append(appendRequest({ expectedSeq: 3 + index })),
      );
      await Promise.all([...appends.slice(0, 5), remove(), ...appends.slice(5)]);
      await expectGone();
    });

    it.runIf(persistent)('outlives the process', async () => {
      await remove();
      await subject.reopen();
      await expectGone();
    });
  });
}
