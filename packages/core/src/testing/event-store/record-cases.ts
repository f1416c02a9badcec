import type { ConversationRecord } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import type { RunnableConversation } from '../../ports/event-store.js';
import {
  appendRequest,
  CONVERSATION,
  OTHER_TENANT,
  type RequestOptions,
  TENANT,
  timeAt,
} from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** The look-up records: what a list says, to whom, and in which order. */
export function describeRecords(subject: StoreUnderTest): void {
  const append = (options: RequestOptions) => subject.store.append(appendRequest(options));
  const list = async (options: { tenant?: string; participantId?: string; limit?: number } = {}) => {
    const records = await subject.store.listRecords({ tenant: TENANT, limit: 100, ...options });
    return records.map(({ conversationId }) => conversationId);
  };

  describe('records', () => {
    it('are as the last append left them', async () => {
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toBeNull();
      await append({ title: 'first' });
      const last = appendRequest({ expectedSeq: 1, title: 'second' });
      await subject.store.append(last);
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toEqual(last.record);
      expect(await subject.store.listRecords({ tenant: TENANT, limit: 10 })).toEqual([last.record]);
    });

    it('are listed by newest activity', async () => {
      for (const [index, conversationId] of ['one', 'two', 'three'].entries()) {
        await append({ conversationId, updatedAt: timeAt(index) });
      }
      expect(await list()).toEqual(['three', 'two', 'one']);
      await append({ conversationId: 'one', expectedSeq: 1, updatedAt: timeAt(10) });
      expect(await list()).toEqual(['one', 'three', 'two']);
      expect(await list({ limit: 2 })).toEqual(['one', 'three']);
    });

    it('of one moment are listed by creation, the last one first', async () => {
      for (const conversationId of ['b', 'c', 'a']) await append({ conversationId, updatedAt: timeAt(5) });
      await append({ conversationId: 'b', expectedSeq: 1, updatedAt: timeAt(5) });
      expect(await list()).toEqual(['a', 'c', 'b']);
    });

    it.each(['ann', undefined])('are listed page by page, those of %s', async (participantId) => {
      // Two of them are of one moment, on both sides of the end of a page.
      const moments = [1, 2, 3, 3, 4];
      for (const [index, moment] of moments.entries()) {
        const options = { conversationId: `c${index}`, updatedAt: timeAt(moment) };
        await append({ ...options, ...(participantId && { participantIds: [participantId] }) });
      }
      const page = async (after?: ConversationRecord) =>
        subject.store.listRecords({
          tenant: TENANT,
          limit: 2,
          ...(participantId && { participantId }),
          ...(after && { after }),
        });
      const first = await page();
      expect(first.map(({ conversationId }) => conversationId)).toEqual(['c4', 'c3']);
      const second = await page(first[1]);
      expect(second.map(({ conversationId }) => conversationId)).toEqual(['c2', 'c1']);
      // What is active meanwhile moves to the front: the pages behind it are as they were.
      await append({ conversationId: 'c1', expectedSeq: 1, updatedAt: timeAt(9) });
      expect((await page(second[1])).map(({ conversationId }) => conversationId)).toEqual(['c0']);
      await subject.store.deleteConversation(TENANT, 'c3');
      expect((await page(first[1])).map(({ conversationId }) => conversationId)).toEqual(['c2', 'c0']);
    });

    it('are listed for a participant while it is on the roster', async () => {
      await append({ conversationId: 'one', participantIds: ['ann', 'guide'], updatedAt: timeAt(1) });
      await append({ conversationId: 'two', participantIds: ['bob', 'guide'], updatedAt: timeAt(2) });
      expect(await list({ participantId: 'ann' })).toEqual(['one']);
      expect(await list({ participantId: 'guide' })).toEqual(['two', 'one']);
      expect(await list({ participantId: 'guide', limit: 1 })).toEqual(['two']);
      expect(await list({ participantId: 'an' })).toEqual([]);

      const changed = { expectedSeq: 1, participantIds: ['bob', 'guide', 'bob'], updatedAt: timeAt(3) };
      await append({ conversationId: 'one', ...changed });
      expect(await list({ participantId: 'ann' })).toEqual([]);
      expect(await list({ participantId: 'bob' })).toEqual(['one', 'two']);
    });

    it('that are runnable are found across tenants, newest activity first', async () => {
      await append({ conversationId: 'one', runnable: true, updatedAt: timeAt(1) });
      await append({ conversationId: 'two', runnable: false, updatedAt: timeAt(2) });
      await append({ conversationId: 'three', runnable: true, tenant: OTHER_TENANT, updatedAt: timeAt(3) });
      expect(await subject.store.listRunnable(10)).toEqual([
        { tenant: OTHER_TENANT, conversationId: 'three', updatedAt: timeAt(3) },
        { tenant: TENANT, conversationId: 'one', updatedAt: timeAt(1) },
      ]);
      expect(await subject.store.listRunnable(1)).toHaveLength(1);

      await append({ conversationId: 'one', expectedSeq: 1, runnable: false });
      await append({ conversationId: 'two', expectedSeq: 1, runnable: true });
      const runnable = await subject.store.listRunnable(10);
      expect(runnable.map(({ conversationId }) => conversationId)).toEqual(['three', 'two']);
    });

    it('that are runnable are found page by page, none twice and none left out', async () => {
      // Those that are not runnable lie between; two are of one moment, on both sides of the end of a page.
      const moments = [1, 2, 3, 3, 4, 5];
      for (const [index, moment] of moments.entries()) {
        const tenant = index % 2 === 0 ? TENANT : OTHER_TENANT;
        const conversationId = `c${index}`;
        await append({ conversationId, tenant, runnable: index !== 4, updatedAt: timeAt(moment) });
      }
      const page = async (after?: RunnableConversation) => subject.store.listRunnable(2, after);
      const idsOf = (found: readonly RunnableConversation[]) => found.map((one) => one.conversationId);
      const first = await page();
      expect(idsOf(first)).toEqual(['c5', 'c3']);
      const second = await page(first[1]);
      expect(idsOf(second)).toEqual(['c2', 'c1']);
      // What goes on meanwhile moves to the front or is done: the pages behind it are as they were.
      const again = { expectedSeq: 1, updatedAt: timeAt(9) };
      await append({ conversationId: 'c1', tenant: OTHER_TENANT, runnable: true, ...again });
      await append({ conversationId: 'c2', runnable: false, ...again });
      expect(idsOf(await page(second[1]))).toEqual(['c0']);
      expect(idsOf(await page(first[1]))).toEqual(['c0']);
      await subject.store.deleteConversation(OTHER_TENANT, 'c3');
      expect(idsOf(await page(first[1]))).toEqual(['c0']);
    });
  });
}
