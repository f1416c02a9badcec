import { describe, expect, it } from 'vitest';
import { appendRequest, CONVERSATION, keyOf, readAll, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** What outlives the process, for stores that do. */
export function describeReopening(subject: StoreUnderTest): void {
  describe('a reopened store', () => {
    it('is of the same epoch', async () => {
      const { epoch } = subject.store;
      await subject.reopen();
      expect(subject.store.epoch).toBe(epoch);
    });

    it('has every event, record and key, and goes on from there', async () => {
      const first = appendRequest({ count: 3, key: keyOf('send'), runnable: true, participantIds: ['ann'] });
      await subject.store.append(first);
      await subject.reopen();

      expect(await readAll(subject.store)).toEqual(first.events);
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toEqual(first.record);
      const ofAnn = { tenant: TENANT, participantId: 'ann', limit: 5 };
      expect(await subject.store.listRecords(ofAnn)).toEqual([first.record]);
      const { updatedAt } = first.record;
      expect(await subject.store.listRunnable(5)).toEqual([
        { tenant: TENANT, conversationId: CONVERSATION, updatedAt },
      ]);
      const kept = { paramsHash: 'hash of send', resultJson: '{"result":"send"}' };
      expect(await subject.store.findKey(TENANT, CONVERSATION, 'visitor', 'send')).toEqual(kept);
      expect(await subject.store.append(first)).toEqual({ status: 'duplicate', ...kept });
      expect(await subject.store.append(appendRequest())).toEqual({
        status: 'conflict',
        missing: first.events,
      });
      const next = appendRequest({ expectedSeq: 3 });
      expect(await subject.store.append(next)).toEqual({ status: 'appended' });
      expect(await readAll(subject.store)).toEqual([...first.events, ...next.events]);
    });

    it('has its leases free at once, and fences that go on rising', async () => {
      await subject.store.append(appendRequest());
      const before = await subject.store.acquireLease(CONVERSATION, 'one', 1_000_000);
      await subject.reopen();

      const stale = appendRequest({ expectedSeq: 1, fence: before?.fence ?? -1 });
      expect(await subject.store.append(stale)).toEqual({ status: 'stale_fence' });
      const after = await subject.store.acquireLease(CONVERSATION, 'two', 1_000);
      expect(after?.fence).toBeGreaterThan(before?.fence ?? Number.POSITIVE_INFINITY);
      expect(await subject.store.append(stale)).toEqual({ status: 'stale_fence' });
    });
  });
}
