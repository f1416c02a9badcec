import { describe, expect, it } from 'vitest';
import type { PositionedEvent } from '../../ports/event-store.js';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { codeOf } from './error-code.js';
import { readEverything, withoutPositions } from './read-everything.js';
import { appendRequest, OTHER_TENANT, type RequestOptions, seqsTo, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

const WRITERS = 24;
const EACH = 12;
const CONVERSATIONS = 5;

/** Reading across conversations and tenants, also while many write. */
export function describePositions(subject: StoreUnderTest): void {
  const append = (options: RequestOptions) => subject.store.append(appendRequest(options));

  describe('readAll', () => {
    it('is empty for a store without events', async () => {
      expect(await subject.store.readAll({ limit: 5 })).toEqual([]);
    });

    it('gives the events of all tenants and conversations in the order in which they came', async () => {
      await append({ conversationId: 'one', count: 2 });
      await append({ conversationId: 'two', tenant: OTHER_TENANT });
      await append({ conversationId: 'one', expectedSeq: 2 });
      const events = await subject.store.readAll({ limit: 10 });
      expect(events.map(({ tenant, conversationId, seq }) => [tenant, conversationId, seq])).toEqual([
        [TENANT, 'one', 1],
        [TENANT, 'one', 2],
        [OTHER_TENANT, 'two', 1],
        [TENANT, 'one', 3],
      ]);
      expect(new Set(events.map(({ position }) => position)).size).toBe(4);
    });

    it('gives texts and names as they were stored', async () => {
      const json = String.raw`{ "b":1.0,"a":"\u0000\ud800\/😀","b":2 }`;
      const odd = `"'\\ %_*?$1 \u0000 \u202e é😀 __proto__`;
      const request = appendRequest({ conversationId: odd, tenant: odd });
      await subject.store.append({ ...request, events: [{ seq: 1, json }] });
      const events = withoutPositions(await subject.store.readAll({ limit: 5 }));
      expect(events).toEqual([{ tenant: odd, conversationId: odd, seq: 1, json }]);
    });

    it('goes on after any position, in pages of any size', async () => {
      for (let index = 0; index < 10; index++)
        await append({ conversationId: `conversation-${index % 3}`, expectedSeq: Math.floor(index / 3) });
      const all = await subject.store.readAll({ limit: 100 });
      expect(all).toHaveLength(10);
      for (const [index, { position }] of all.entries()) {
        expect(await subject.store.readAll({ afterPosition: position, limit: 4 })).toEqual(
          all.slice(index + 1, index + 5),
        );
      }
      for (const limit of [1, 3, 10]) expect(await readEverything(subject.store, limit)).toEqual(all);
    });

    it('gives nothing of an append that is refused', async () => {
      await append({ count: 2 });
      await append({ expectedSeq: 1, count: 3 });
      await append({ expectedSeq: 2, fence: 9 });
      expect(await readEverything(subject.store)).toHaveLength(2);
    });

    it(`shows a reader that polls while ${WRITERS} write every event once and in order`, async () => {
      let isWritten = false;
      const seen: PositionedEvent[] = [];
      const tail = async (limit: number) => {
        for (;;) {
          // Asked before the read: what was written by then is in it, unless it was skipped.
          const isLast = isWritten;
          const after = seen.at(-1)?.position;
          const page = await subject.store.readAll({
            limit,
            ...(after !== undefined && { afterPosition: after }),
          });
          if (isLast && page.length === 0) return;
          seen.push(...page);
          await nextTask();
        }
      };
      const tailing = tail(7);
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => writeMarks(subject, writer))).finally(
        () => {
          isWritten = true;
        },
      );
      await tailing;

      expect(seen).toHaveLength(WRITERS * EACH);
      expect(new Set(seen.map(({ position }) => position)).size).toBe(seen.length);
      for (let index = 0; index < CONVERSATIONS; index++) {
        const ofOne = seen.filter(({ conversationId }) => conversationId === `conversation-${index}`);
        expect(ofOne.map(({ seq }) => seq)).toEqual(seqsTo(ofOne.length));
      }
      expect(new Set(seen.map(({ json }) => /writer \d+ event \d+/.exec(json)?.[0])).size).toBe(seen.length);
      expect(await readEverything(subject.store)).toEqual(seen);
    });

    it('refuses a position of another epoch', async () => {
      await append({ count: 3 });
      const other = createMemoryEventStore({ epoch: `${subject.store.epoch.slice(0, 60)}x` });
      await other.append(appendRequest());
      const [foreign] = await other.readAll({ limit: 1 });
      const afterPosition = foreign?.position ?? '';
      expect(await codeOf(subject.store.readAll({ afterPosition, limit: 5 }))).toBe('InvalidCursor');
    });

    it.each(['', '0', 'nonsense', '-1', ' ', '1e3', '1; DROP TABLE events', '\u0000'])(
      'refuses "%s", which is no position',
      async (afterPosition) => {
        expect(await codeOf(subject.store.readAll({ afterPosition, limit: 5 }))).toBe('InvalidCursor');
      },
    );
  });

  async function writeMarks({ store }: StoreUnderTest, writer: number): Promise<void> {
    const conversationId = `conversation-${writer % CONVERSATIONS}`;
    let expectedSeq = 0;
    for (let n = 0; n < EACH; ) {
      const mark = `writer ${writer} event ${n}`;
      const result = await store.append(appendRequest({ conversationId, expectedSeq, mark }));
      if (result.status === 'conflict') expectedSeq += result.missing.length;
      else if (result.status !== 'appended') throw new Error(`${mark}: ${result.status}`);
      else {
        n += 1;
        expectedSeq += 1;
      }
    }
  }
}

/** Lets timers and sockets have their turn, so that a polling reader starves nobody. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
