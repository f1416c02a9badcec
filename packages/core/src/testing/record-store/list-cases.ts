import { describe, expect, it } from 'vitest';
import type { RecordStoreUnderTest } from './record-store-under-test.js';

export function describeLists(subject: RecordStoreUnderTest): void {
  describe('a list', () => {
    const ids = async (options = {}, collection = 'sessions') =>
      (await subject.store.list('tenant', collection, options)).map(({ id }) => id);
    const fill = async (names: readonly string[]) => {
      for (const name of names) await subject.store.put('tenant', 'sessions', name, { name });
    };

    it('has the records of one collection of one tenant, by id', async () => {
      await fill(['b', 'B', '10', '9', 'a/1', 'a', 'a-1', '["a","b"]', '~']);
      await subject.store.put('tenant', 'interfaces', 'other', 1);
      await subject.store.put('another', 'sessions', 'theirs', 1);
      expect(await ids()).toEqual(['10', '9', 'B', '["a","b"]', 'a', 'a-1', 'a/1', 'b', '~']);
      expect(await subject.store.list('tenant', 'sessions', { prefix: 'B' })).toEqual([
        { id: 'B', value: { name: 'B' } },
      ]);
      expect(await subject.store.list('tenant', 'nothing')).toEqual([]);
    });

    it('has those that begin with a prefix, whatever characters it holds', async () => {
      await fill([
        'a',
        'ab',
        'abc',
        'abd',
        'ac',
        'b',
        'a%',
        'a_',
        'A',
        'é😀1',
        'é😀2',
        'é',
        'a\\b',
        'a\u0000',
        '',
      ]);
      expect(await ids({ prefix: 'ab' })).toEqual(['ab', 'abc', 'abd']);
      expect(await ids({ prefix: 'a%' })).toEqual(['a%']);
      expect(await ids({ prefix: 'a_' })).toEqual(['a_']);
      expect(await ids({ prefix: 'é😀' })).toEqual(['é😀1', 'é😀2']);
      expect(await ids({ prefix: 'a\\' })).toEqual(['a\\b']);
      expect(await ids({ prefix: 'a\u0000' })).toEqual(['a\u0000']);
      expect(await ids({ prefix: 'abcd' })).toEqual([]);
      expect(await ids({ prefix: 'ab', after: 'a' })).toEqual(['ab', 'abc', 'abd']);
      expect(await ids({ prefix: 'ab', after: 'b' })).toEqual([]);
      expect(await ids({ limit: 1 })).toEqual(['']);
    });

    it('comes in pages that together are the whole, while records come and go', async () => {
      const names = Array.from({ length: 25 }, (_, index) => `é${String(index).padStart(2, '0')}\\`);
      await fill(names);
      const seen: string[] = [];
      for (let page = await ids({ limit: 7 }); page.length > 0; ) {
        seen.push(...page);
        await subject.store.put('tenant', 'sessions', `a new one ${seen.length}`, 1);
        if (seen.length === 14) await subject.store.delete('tenant', 'sessions', names[20] ?? '');
        page = await ids({ limit: 7, after: page.at(-1) });
      }
      expect(seen.filter((id) => id.startsWith('é'))).toEqual(names.filter((_, index) => index !== 20));
    });

    it('has 100 records where nothing is said', async () => {
      const names = Array.from({ length: 101 }, (_, index) => String(index).padStart(3, '0'));
      await Promise.all(names.map((name) => subject.store.put('tenant', 'sessions', name, 1)));
      expect(await ids()).toEqual(names.slice(0, 100));
      expect(await ids({ limit: 1_000 })).toEqual(names);
    });

    it('shares no object with its callers', async () => {
      await subject.store.put('tenant', 'sessions', 'one', { list: [1] });
      const [listed] = await subject.store.list('tenant', 'sessions');
      (listed?.value as { list: number[] }).list.push(2);
      expect(await subject.store.get('tenant', 'sessions', 'one')).toEqual({ list: [1] });
    });
  });
}
