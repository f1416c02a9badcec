import { describe, expect, it } from 'vitest';
import { appendRequest, CONVERSATION, readAll, seqsOf, seqsTo, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** Pages in both directions, also while others write. */
export function describeReads(subject: StoreUnderTest): void {
  const page = async (range: { afterSeq?: number; beforeSeq?: number }, limit: number) =>
    seqsOf(await subject.store.read({ conversationId: CONVERSATION, tenant: TENANT, ...range, limit }));

  describe('read', () => {
    it('is empty for an unknown conversation', async () => {
      expect(await page({}, 10)).toEqual([]);
      expect(await page({ beforeSeq: 5 }, 10)).toEqual([]);
    });

    it('gives the page after a seq', async () => {
      await subject.store.append(appendRequest({ count: 10 }));
      expect(await page({}, 3)).toEqual([1, 2, 3]);
      expect(await page({ afterSeq: 0 }, 100)).toEqual(seqsTo(10));
      expect(await page({ afterSeq: 3 }, 3)).toEqual([4, 5, 6]);
      expect(await page({ afterSeq: 8 }, 3)).toEqual([9, 10]);
      expect(await page({ afterSeq: 10 }, 3)).toEqual([]);
      expect(await page({ afterSeq: 99 }, 3)).toEqual([]);
      expect(await page({ afterSeq: Number.MAX_SAFE_INTEGER }, 3)).toEqual([]);
    });

    it('gives the page before a seq, ascending', async () => {
      await subject.store.append(appendRequest({ count: 10 }));
      expect(await page({ beforeSeq: 11 }, 3)).toEqual([8, 9, 10]);
      expect(await page({ beforeSeq: 8 }, 3)).toEqual([5, 6, 7]);
      expect(await page({ beforeSeq: 3 }, 3)).toEqual([1, 2]);
      expect(await page({ beforeSeq: 1 }, 3)).toEqual([]);
      expect(await page({ beforeSeq: 99 }, 2)).toEqual([9, 10]);
      expect(await page({ beforeSeq: Number.MAX_SAFE_INTEGER }, 2)).toEqual([9, 10]);
    });

    it('does not mix conversations', async () => {
      await subject.store.append(appendRequest({ count: 2 }));
      await subject.store.append(appendRequest({ conversationId: 'conversation-2', count: 5 }));
      await subject.store.append(appendRequest({ expectedSeq: 2, count: 2 }));
      expect(await page({}, 10)).toEqual([1, 2, 3, 4]);
      expect(await page({ beforeSeq: 10 }, 10)).toEqual([1, 2, 3, 4]);
    });

    it('shows a reader that pages forwards every event once while others write', async () => {
      const total = 200;
      const seen: number[] = [];
      let written = 0;
      const write = async () => {
        while (written < total) {
          await subject.store.append(appendRequest({ expectedSeq: written, count: 2 }));
          written += 2;
        }
      };
      const read = async () => {
        while (seen.length < total) {
          seen.push(...(await page({ afterSeq: seen.at(-1) ?? 0 }, 7)));
          await nextTask();
        }
      };
      await Promise.all([write(), read()]);
      expect(seen).toEqual(seqsTo(total));
    });

    it('shows a reader that pages backwards a whole past while others write', async () => {
      await subject.store.append(appendRequest({ count: 50 }));
      const seen: number[] = [];
      for (let beforeSeq = 51; beforeSeq > 1; ) {
        const [older] = await Promise.all([
          page({ beforeSeq }, 7),
          subject.store.append(appendRequest({ expectedSeq: (await readAll(subject.store)).length })),
        ]);
        seen.unshift(...older);
        beforeSeq = older[0] ?? 1;
      }
      expect(seen).toEqual(seqsTo(50));
    });
  });
}

/** Lets timers and sockets have their turn, so that a polling reader starves nobody. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
