import { describe, expect, it } from 'vitest';
import { appendRequest, CONVERSATION, keyOf, readAll, seqsOf, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** Idempotency keys, and the order of the checks: key, fence, head. */
export function describeKeys(subject: StoreUnderTest): void {
  const find = (requestId: string, author = 'visitor', conversationId = CONVERSATION) =>
    subject.store.findKey(TENANT, conversationId, author, requestId);
  const keptAs = (requestId: string) => ({
    paramsHash: `hash of ${requestId}`,
    resultJson: JSON.stringify({ result: requestId }),
  });

  describe('idempotency keys', () => {
    it('answers a known key with the first result and writes nothing', async () => {
      await subject.store.append(appendRequest({ key: keyOf('send') }));
      const other = keyOf('send', { paramsHash: 'another hash', resultJson: '"another result"' });
      const retry = appendRequest({ expectedSeq: 1, count: 2, key: other, title: 'of the retry' });
      expect(await subject.store.append(retry)).toEqual({ status: 'duplicate', ...keptAs('send') });
      expect(seqsOf(await readAll(subject.store))).toEqual([1]);
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toMatchObject({ title: 'A conversation' });
      expect(await find('send')).toEqual(keptAs('send'));
    });

    it('checks the key before the fence and the head', async () => {
      await subject.store.append(appendRequest({ count: 3, key: keyOf('send') }));
      const retry = appendRequest({ expectedSeq: 0, fence: 99, key: keyOf('send') });
      expect(await subject.store.append(retry)).toEqual({ status: 'duplicate', ...keptAs('send') });
    });

    it('checks the fence before the head', async () => {
      await subject.store.append(appendRequest({ count: 3 }));
      const stale = appendRequest({ expectedSeq: 0, fence: 99 });
      expect(await subject.store.append(stale)).toEqual({ status: 'stale_fence' });
    });

    it('keeps the key of a command that logs nothing', async () => {
      await subject.store.append(appendRequest());
      const silent = appendRequest({ expectedSeq: 1, count: 0, key: keyOf('stop') });
      expect(await subject.store.append(silent)).toEqual({ status: 'appended' });
      expect(await find('stop')).toEqual(keptAs('stop'));
      expect(await subject.store.append(silent)).toEqual({ status: 'duplicate', ...keptAs('stop') });
      expect(seqsOf(await readAll(subject.store))).toEqual([1]);
    });

    it('makes no conversation of a key without events', async () => {
      await subject.store.append(appendRequest({ count: 0, key: keyOf('early'), runnable: true }));
      expect(await find('early')).toEqual(keptAs('early'));
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toBeNull();
      expect(await subject.store.listRecords({ tenant: TENANT, limit: 10 })).toEqual([]);
      expect(await subject.store.listRunnable(10)).toEqual([]);
      expect(await subject.store.acquireLease(CONVERSATION, 'owner', 1_000)).toBeNull();
      expect(await subject.store.append(appendRequest())).toEqual({ status: 'appended' });
      expect(await find('early')).toEqual(keptAs('early'));
    });

    it('keeps no key of an append that it refuses', async () => {
      await subject.store.append(appendRequest({ count: 2 }));
      await subject.store.append(appendRequest({ expectedSeq: 1, key: keyOf('conflict') }));
      await subject.store.append(appendRequest({ expectedSeq: 2, fence: 7, key: keyOf('stale') }));
      expect(await find('conflict')).toBeNull();
      expect(await find('stale')).toBeNull();
    });

    it('tells authors, conversations and request ids apart', async () => {
      await subject.store.append(appendRequest({ key: keyOf('send') }));
      const byOther = appendRequest({ expectedSeq: 1, key: keyOf('send', { author: 'guide' }) });
      const elsewhere = appendRequest({ conversationId: 'conversation-2', key: keyOf('send') });
      expect(await subject.store.append(byOther)).toEqual({ status: 'appended' });
      expect(await subject.store.append(elsewhere)).toEqual({ status: 'appended' });
      expect(await find('send', 'nobody')).toBeNull();
      expect(await find('send', 'visitor', 'conversation-3')).toBeNull();
      expect(await find('Send')).toBeNull();
    });

    it('is not misled by separators inside names', async () => {
      const names = [
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a","b', 'c'],
        ['a', 'b","c'],
        ['a/b', 'c'],
        ['a', 'b/c'],
      ] as const;
      for (const [index, [author, requestId]] of names.entries()) {
        const key = keyOf(requestId, { author, resultJson: String(index) });
        expect(await subject.store.append(appendRequest({ expectedSeq: index, key }))).toEqual({
          status: 'appended',
        });
      }
      for (const [index, [author, requestId]] of names.entries()) {
        expect(await find(requestId, author)).toMatchObject({ resultJson: String(index) });
      }
    });

    it('writes one of many concurrent retries', async () => {
      await subject.store.append(appendRequest());
      const retries = Array.from({ length: 20 }, (_, retry) =>
        subject.store.append(appendRequest({ expectedSeq: 1, mark: `retry ${retry}`, key: keyOf('send') })),
      );
      const results = await Promise.all(retries);
      expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
      expect(results.filter(({ status }) => status === 'duplicate')).toHaveLength(19);
      expect(seqsOf(await readAll(subject.store))).toEqual([1, 2]);
    });
  });
}
