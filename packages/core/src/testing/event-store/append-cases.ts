import { describe, expect, it } from 'vitest';
import {
  appendRequest,
  CONVERSATION,
  keyOf,
  readAll,
  seqsOf,
  seqsTo,
  storedEvent,
  TENANT,
} from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** Order, the check of the head, and all or none. */
export function describeAppends(subject: StoreUnderTest): void {
  describe('append', () => {
    it('keeps events in a dense order from 1', async () => {
      const first = appendRequest({ count: 3 });
      const second = appendRequest({ expectedSeq: 3, count: 2 });
      expect(await subject.store.append(first)).toEqual({ status: 'appended' });
      expect(await subject.store.append(second)).toEqual({ status: 'appended' });
      expect(await readAll(subject.store)).toEqual([...first.events, ...second.events]);
    });

    it('answers another head with exactly the missing events and writes nothing', async () => {
      await subject.store.append(appendRequest({ count: 1 }));
      const missing = appendRequest({ expectedSeq: 1, count: 3, title: 'of the winner' });
      await subject.store.append(missing);

      const late = appendRequest({ expectedSeq: 1, count: 2, title: 'of the loser', key: keyOf('late') });
      expect(await subject.store.append(late)).toEqual({ status: 'conflict', missing: missing.events });
      expect(seqsOf(await readAll(subject.store))).toEqual(seqsTo(4));
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toMatchObject({ title: 'of the winner' });
      expect(await subject.store.findKey(TENANT, CONVERSATION, 'visitor', 'late')).toBeNull();
    });

    it('answers a second creation with the events of the first', async () => {
      const first = appendRequest({ count: 2, mark: 'first' });
      await subject.store.append(first);
      expect(await subject.store.append(appendRequest({ count: 1, mark: 'second' }))).toEqual({
        status: 'conflict',
        missing: first.events,
      });
    });

    it('has nothing to add when the expected head is beyond the log', async () => {
      await subject.store.append(appendRequest({ count: 2 }));
      const beyond = appendRequest({ expectedSeq: 5 });
      expect(await subject.store.append(beyond)).toEqual({ status: 'conflict', missing: [] });
      expect(seqsOf(await readAll(subject.store))).toEqual(seqsTo(2));
    });

    it('creates nothing by an append after a head that never was', async () => {
      const unknown = appendRequest({ expectedSeq: 3, key: keyOf('unknown') });
      expect(await subject.store.append(unknown)).toEqual({ status: 'conflict', missing: [] });
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toBeNull();
      expect(await subject.store.findKey(TENANT, CONVERSATION, 'visitor', 'unknown')).toBeNull();
    });

    it('lets exactly one of many appends on the same head win, whole', async () => {
      await subject.store.append(appendRequest());
      const racers = Array.from({ length: 20 }, (_, racer) =>
        appendRequest({ expectedSeq: 1, count: 3, mark: `racer ${racer}` }),
      );
      const results = await Promise.all(racers.map((racer) => subject.store.append(racer)));

      const winners = racers.filter((_, racer) => results[racer]?.status === 'appended');
      expect(winners).toHaveLength(1);
      const written = winners[0]?.events;
      expect((await readAll(subject.store)).slice(1)).toEqual(written);
      const losers = results.filter(({ status }) => status !== 'appended');
      expect(losers).toEqual(losers.map(() => ({ status: 'conflict', missing: written })));
    });

    it('refuses events that leave a gap, whole, and fails no append beside it', async () => {
      await subject.store.append(appendRequest());
      const request = appendRequest({ expectedSeq: 1, count: 2, key: keyOf('gap') });
      const gap = [storedEvent(CONVERSATION, 2, 'fits'), storedEvent(CONVERSATION, 4, 'leaves a gap')];
      const beside = (name: string) => appendRequest({ conversationId: name, count: 2 });

      const [before, refused, after] = await Promise.allSettled([
        subject.store.append(beside('before')),
        subject.store.append({ ...request, events: gap }),
        subject.store.append(beside('after')),
      ]);
      expect(refused.status).toBe('rejected');
      expect([before, after]).toEqual([
        { status: 'fulfilled', value: { status: 'appended' } },
        { status: 'fulfilled', value: { status: 'appended' } },
      ]);
      expect(seqsOf(await readAll(subject.store))).toEqual([1]);
      expect(await subject.store.findKey(TENANT, CONVERSATION, 'visitor', 'gap')).toBeNull();
      expect(seqsOf(await readAll(subject.store, 'before'))).toEqual([1, 2]);
      expect(seqsOf(await readAll(subject.store, 'after'))).toEqual([1, 2]);
    });

    it('keeps its own copy of what it was given', async () => {
      const request = appendRequest();
      const events = [...request.events];
      const record = structuredClone(request.record);
      await subject.store.append({ ...request, events, record });
      events.length = 0;
      record.title = 'changed afterwards';
      expect(await readAll(subject.store)).toEqual(request.events);
      expect(await subject.store.getRecord(TENANT, CONVERSATION)).toEqual(request.record);
    });

    it('loses and doubles nothing with 64 writers that retry on conflict', async () => {
      const writers = 64;
      const each = 4;
      const write = async (writer: number) => {
        for (let n = 0; n < each; n++) {
          let expectedSeq = 0;
          for (;;) {
            const mark = `writer ${writer} event ${n}`;
            const result = await subject.store.append(appendRequest({ expectedSeq, mark, key: keyOf(mark) }));
            if (result.status === 'appended') break;
            if (result.status !== 'conflict') throw new Error(`${mark}: ${result.status}`);
            expectedSeq += result.missing.length;
          }
        }
      };
      await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));

      const events = await readAll(subject.store);
      expect(seqsOf(events)).toEqual(seqsTo(writers * each));
      const marks = new Set(events.map(({ json }) => /writer \d+ event \d+/.exec(json)?.[0]));
      expect(marks.size).toBe(writers * each);
    });
  });
}
