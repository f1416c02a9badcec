import { describe, expect, it } from 'vitest';
import { codeOf } from './error-code.js';
import { readEverything } from './read-everything.js';
import {
  appendRequest,
  CONVERSATION,
  keyOf,
  OTHER_TENANT,
  readAll,
  storedEvent,
  TENANT,
} from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** Texts replaced in place, and what the keys of their conversation answer from then on. */
export function describeErasure(subject: StoreUnderTest, persistent: boolean): void {
  const erased = (seq: number, text = 'erased') => storedEvent(CONVERSATION, seq, text);
  const erase = (seqs: readonly number[], where: { tenant?: string; conversationId?: string } = {}) =>
    subject.store.erase({
      conversationId: CONVERSATION,
      tenant: TENANT,
      ...where,
      events: seqs.map((seq) => erased(seq)),
    });
  const find = (requestId: string) => subject.store.findKey(TENANT, CONVERSATION, 'visitor', requestId);

  describe('erase', () => {
    it('replaces the texts of the events that it names and leaves the others', async () => {
      const request = appendRequest({ count: 5 });
      await subject.store.append(request);
      await erase([4, 2]);
      const expected = request.events.map((event) =>
        [2, 4].includes(event.seq) ? erased(event.seq) : event,
      );
      expect(await readAll(subject.store)).toEqual(expected);
      const late = await subject.store.append(appendRequest({ expectedSeq: 1 }));
      expect(late).toEqual({ status: 'conflict', missing: expected.slice(1) });
    });

    it('changes no position: a reader across conversations sees the new text at the old place', async () => {
      await subject.store.append(appendRequest({ count: 3 }));
      await subject.store.append(appendRequest({ conversationId: 'other', count: 2 }));
      const before = await readEverything(subject.store);
      await erase([2]);
      expect(await readEverything(subject.store)).toEqual(
        before.map((event, index) => (index === 1 ? { ...event, json: erased(2).json } : event)),
      );
    });

    it('takes texts that are shorter or longer than the old ones, byte for byte', async () => {
      await subject.store.append(appendRequest({ count: 4 }));
      const texts = ['{}', `{ "text":"${'é😀'.repeat(50_000)}" }`, '{"a":1.0}', '{"text":""}'];
      const events = texts.map((json, index) => ({ seq: index + 1, json }));
      await subject.store.erase({ conversationId: CONVERSATION, tenant: TENANT, events });
      expect(await readAll(subject.store)).toEqual(events);
      const again = events.toReversed().map(({ json }, index) => ({ seq: index + 1, json }));
      await subject.store.erase({ conversationId: CONVERSATION, tenant: TENANT, events: again });
      expect(await readAll(subject.store)).toEqual(again);
    });

    it('may be repeated, and goes on where the log is written to', async () => {
      await subject.store.append(appendRequest({ count: 2 }));
      await erase([1]);
      await erase([1, 2]);
      expect(await subject.store.append(appendRequest({ expectedSeq: 2 }))).toEqual({ status: 'appended' });
      await erase([1, 2, 3]);
      expect(await readAll(subject.store)).toEqual([1, 2, 3].map((seq) => erased(seq)));
    });

    it('blanks what the keys of the conversation keep, and lets no retry repeat a command', async () => {
      const first = appendRequest({ count: 2, key: keyOf('send') });
      await subject.store.append(first);
      await subject.store.append(appendRequest({ expectedSeq: 2, count: 0, key: keyOf('stop') }));
      const elsewhere = appendRequest({ conversationId: 'elsewhere', key: keyOf('send') });
      await subject.store.append(elsewhere);
      await erase([1]);

      for (const requestId of ['send', 'stop']) {
        expect(await find(requestId)).toBe('erased');
        const retry = appendRequest({ expectedSeq: 2, key: keyOf(requestId) });
        expect(await subject.store.append(retry)).toEqual({ status: 'erased' });
        const changed = keyOf(requestId, { paramsHash: '', resultJson: '' });
        expect(await subject.store.append({ ...retry, fence: 9, key: changed })).toEqual({
          status: 'erased',
        });
      }
      expect(await readAll(subject.store)).toHaveLength(2);
      expect((await subject.store.append(elsewhere)).status).toBe('duplicate');

      // A key of the time after it is kept whole.
      await subject.store.append(appendRequest({ expectedSeq: 2, key: keyOf('later') }));
      expect(await find('later')).toMatchObject({ paramsHash: 'hash of later' });
    });

    it('leaves record, lists and leases as they are', async () => {
      const request = appendRequest({ count: 2, runnable: true });
      await subject.store.append(request);
      const lease = await subject.store.acquireLease(CONVERSATION, 'owner', 1_000);
      await erase([1, 2]);
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toEqual(request.record);
      expect(await subject.store.listRunnable(5)).toHaveLength(1);
      const next = appendRequest({ expectedSeq: 2, fence: lease?.fence ?? -1 });
      expect(await subject.store.append(next)).toEqual({ status: 'appended' });
    });

    it.each([
      ['a seq beyond the head', [1, 4]],
      ['seq 0', [0, 1]],
      ['a seq below 0', [-1]],
      ['a broken seq', [1.5]],
      ['a seq beyond every number of a store', [2 ** 40]],
      ['a seq twice', [1, 2, 1]],
    ])('refuses %s, whole', async (_what, seqs) => {
      const request = appendRequest({ count: 3, key: keyOf('send') });
      await subject.store.append(request);
      expect(await codeOf(erase(seqs))).toBe('InvalidRequest');
      expect(await readAll(subject.store)).toEqual(request.events);
      expect(await find('send')).toMatchObject({ paramsHash: 'hash of send' });
    });

    it('refuses what the tenant does not have', async () => {
      const request = appendRequest({ count: 2 });
      await subject.store.append(request);
      await subject.store.append(
        appendRequest({ conversationId: 'keys only', count: 0, key: keyOf('early') }),
      );
      expect(await codeOf(erase([1], { conversationId: 'unknown' }))).toBe('UnknownConversation');
      expect(await codeOf(erase([1], { conversationId: 'keys only' }))).toBe('UnknownConversation');
      expect(await codeOf(erase([1], { tenant: OTHER_TENANT }))).toBe('UnknownConversation');
      expect(await readAll(subject.store)).toEqual(request.events);
    });

    it('shows a reader the old texts or the new ones, and loses no append of the moment', async () => {
      await subject.store.append(appendRequest({ count: 40 }));
      const seqs = Array.from({ length: 40 }, (_, index) => index + 1);
      const [pages] = await Promise.all([
        Promise.all(
          Array.from({ length: 10 }, () =>
            subject.store.read({ conversationId: CONVERSATION, tenant: TENANT, limit: 40 }),
          ),
        ),
        erase(seqs),
        ...Array.from({ length: 10 }, (_, index) =>
          subject.store.append(appendRequest({ expectedSeq: 40 + index })),
        ),
      ]);
      for (const page of pages) {
        expect(new Set(page.map(({ json }) => json.includes('erased'))).size).toBe(1);
      }
      const events = await readAll(subject.store);
      expect(events.slice(0, 40)).toEqual(seqs.map((seq) => erased(seq)));
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events).toHaveLength(
        (await subject.store.append(appendRequest())).status === 'conflict' ? events.length : -1,
      );
    });

    it.runIf(persistent)('outlives the process', async () => {
      await subject.store.append(appendRequest({ count: 2, key: keyOf('send') }));
      await erase([1]);
      await subject.reopen();
      expect((await readAll(subject.store))[0]).toEqual(erased(1));
      expect(await find('send')).toBe('erased');
    });
  });
}
