import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import type { EventStore } from '../../ports/event-store.js';
import { appendRequest, CONVERSATION, readAll, seqsOf, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** What closing waits for, and what a closed store answers. */
export function describeClosing(subject: StoreUnderTest, isPersistent: boolean): void {
  describe('a store that closes', () => {
    it('finishes what was asked of it before', async () => {
      const appends = Array.from({ length: 10 }, (_, index) =>
        subject.store.append(appendRequest({ conversationId: `conversation-${index}` })),
      );
      await subject.store.close();
      expect(await Promise.all(appends)).toEqual(appends.map(() => ({ status: 'appended' })));
    });

    it('may be closed again, and every call waits until it is closed', async () => {
      const { store } = subject;
      let isAppended = false;
      void store.append(appendRequest()).then(() => {
        isAppended = true;
      });
      const first = store.close();
      await store.close();
      expect(isAppended).toBe(true);
      if (isPersistent) {
        await subject.reopen();
        expect(seqsOf(await readAll(subject.store))).toEqual([1]);
      }
      await first;
      await store.close();
    });

    const lease = { conversationId: CONVERSATION, owner: 'owner', fence: 1 };
    const calls: Record<string, (store: EventStore) => Promise<unknown>> = {
      append: (store) => store.append(appendRequest()),
      read: (store) => store.read({ conversationId: CONVERSATION, tenant: TENANT, limit: 1 }),
      readAll: (store) => store.readAll({ limit: 1 }),
      erase: (store) => store.erase({ conversationId: CONVERSATION, tenant: TENANT, events: [] }),
      deleteConversation: (store) => store.deleteConversation(TENANT, CONVERSATION),
      getRecord: (store) => store.getRecord(TENANT, CONVERSATION),
      listRecords: (store) => store.listRecords({ tenant: TENANT, limit: 1 }),
      findKey: (store) => store.findKey(TENANT, CONVERSATION, 'visitor', 'send'),
      acquireLease: (store) => store.acquireLease(CONVERSATION, 'owner', 1_000),
      renewLease: (store) => store.renewLease(lease, 1_000),
      releaseLease: (store) => store.releaseLease(lease),
      listRunnable: (store) => store.listRunnable(1),
    };
    it.each(Object.keys(calls))('then answers %s with Unavailable', async (name) => {
      await subject.store.close();
      const error = await calls[name]?.(subject.store).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(AgentChatError.isInstance(error) ? error.code : error).toBe('Unavailable');
    });
  });
}
