import { beforeEach, describe, expect, it } from 'vitest';
import { appendRequest, CONVERSATION, keyOf, OTHER_TENANT, readAll, seqsOf, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** Nothing crosses a tenant, whichever ids the other one knows. */
export function describeTenants(subject: StoreUnderTest): void {
  describe('another tenant', () => {
    beforeEach(async () => {
      await subject.store.append(appendRequest({ count: 2, key: keyOf('send') }));
    });

    it('reads no events', async () => {
      const request = { conversationId: CONVERSATION, tenant: OTHER_TENANT, limit: 10 };
      expect(await subject.store.read(request)).toEqual([]);
      expect(await subject.store.read({ ...request, beforeSeq: 3 })).toEqual([]);
    });

    it('finds no record and no key', async () => {
      expect(await subject.store.getRecord(OTHER_TENANT, CONVERSATION)).toBeNull();
      expect(await subject.store.findKey(OTHER_TENANT, CONVERSATION, 'visitor', 'send')).toBeNull();
    });

    it('lists no records, also for a participant of the same id', async () => {
      expect(await subject.store.listRecords({ tenant: OTHER_TENANT, limit: 10 })).toEqual([]);
      const asVisitor = { tenant: OTHER_TENANT, participantId: 'visitor', limit: 10 };
      expect(await subject.store.listRecords(asVisitor)).toEqual([]);
    });

    it.each([0, 1, 2])(
      'neither writes nor learns anything by an append after seq %i',
      async (expectedSeq) => {
        const lease = await subject.store.acquireLease(CONVERSATION, 'owner', 1_000);
        const attempts = [
          appendRequest({ tenant: OTHER_TENANT, expectedSeq }),
          appendRequest({ tenant: OTHER_TENANT, expectedSeq, key: keyOf('send') }),
          appendRequest({ tenant: OTHER_TENANT, expectedSeq, fence: lease?.fence ?? -1 }),
        ];
        for (const attempt of attempts) {
          expect(await subject.store.append(attempt)).toEqual({ status: 'conflict', missing: [] });
        }
        expect(seqsOf(await readAll(subject.store))).toEqual([1, 2]);
        expect(await subject.store.listRecords({ tenant: OTHER_TENANT, limit: 10 })).toEqual([]);
        expect(await subject.store.getRecord(TENANT, CONVERSATION)).toMatchObject({ head: 2 });
      },
    );
  });
}
