import type { JsonValue } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import type { KeyedRecord, ListByKeyOptions } from '../../ports/record-store.js';
import type { RecordStoreUnderTest } from './record-store-under-test.js';

export function describeKeys(subject: RecordStoreUnderTest): void {
  describe('keys', () => {
    const put = (id: string, keys: readonly string[], value: JsonValue = id) =>
      subject.store.put('tenant', 'sessions', id, value, keys);
    const page = async (prefix: string, rest: Partial<ListByKeyOptions> = {}) =>
      subject.store.listByKey('tenant', 'sessions', { prefix, ...rest });
    const found = async (prefix: string, rest: Partial<ListByKeyOptions> = {}) =>
      (await page(prefix, rest)).map(({ key, id }) => `${key} ${id}`);
    const count = (prefix: string) => subject.store.countByKey('tenant', 'sessions', prefix);

    it('find records in their order, those of one key by id, in one collection of one tenant', async () => {
      await put('one', ['b/2', 'a/9']);
      await put('two', ['b/1']);
      await put('three', ['b/1', 'b/10']);
      await put('none', []);
      await subject.store.put('another', 'sessions', 'theirs', 1, ['b/1']);
      await subject.store.put('tenant', 'interfaces', 'other', 1, ['b/1']);
      expect(await page('b/1')).toEqual([
        { key: 'b/1', id: 'three', value: 'three' },
        { key: 'b/1', id: 'two', value: 'two' },
        { key: 'b/10', id: 'three', value: 'three' },
      ]);
      expect(await found('b/')).toEqual(['b/1 three', 'b/1 two', 'b/10 three', 'b/2 one']);
      expect(await found('')).toEqual(['a/9 one', 'b/1 three', 'b/1 two', 'b/10 three', 'b/2 one']);
      expect(await found('c')).toEqual([]);
      expect([await count(''), await count('b/'), await count('b/1'), await count('c')]).toEqual([
        5, 4, 3, 0,
      ]);
      expect(await subject.store.countByKey('another', 'sessions', '')).toBe(1);
      expect(await subject.store.countByKey('nobody', 'sessions', '')).toBe(0);
    });

    it('may hold whatever of ASCII they like, and ids any character', async () => {
      const keys = ['a%b', 'a_b', "a'b", 'a"b', 'a/b', 'a~', 'a b', 'A', 'a', '~'.repeat(512)];
      await put('é😀\\\u0000', keys);
      await put('', ['a']);
      expect((await page('')).map(({ key }) => key)).toEqual([...keys, 'a'].toSorted());
      expect(await found('a', { limit: 2 })).toEqual(['a ', 'a é😀\\\u0000']);
      for (const key of keys) expect(await found(key)).toContain(`${key} é😀\\\u0000`);
    });

    it('are those of the last write, together with its value', async () => {
      await put('one', ['a', 'b'], 1);
      await put('one', ['b', 'c', 'c'], 2);
      expect(await page('')).toEqual([
        { key: 'b', id: 'one', value: 2 },
        { key: 'c', id: 'one', value: 2 },
      ]);
      expect(await subject.store.replace('tenant', 'sessions', 'one', 1, 3, ['d'])).toBe(false);
      expect(await found('')).toEqual(['b one', 'c one']);
      expect(await subject.store.replace('tenant', 'sessions', 'one', 2, 3, ['d'])).toBe(true);
      expect(await page('')).toEqual([{ key: 'd', id: 'one', value: 3 }]);
      expect(await subject.store.putIfAbsent('tenant', 'sessions', 'one', 4, ['e'])).toBe(false);
      expect(await subject.store.putIfAbsent('tenant', 'sessions', 'two', 4, ['e'])).toBe(true);
      expect(await found('')).toEqual(['d one', 'e two']);
      await subject.store.put('tenant', 'sessions', 'two', 5);
      await subject.store.delete('tenant', 'sessions', 'one');
      expect([await page(''), await count('')]).toEqual([[], 0]);
      expect(await subject.store.get('tenant', 'sessions', 'two')).toBe(5);
    });

    it('come in pages that together are the whole, while records come and go', async () => {
      const names = Array.from({ length: 25 }, (_, index) => String(index).padStart(2, '0'));
      for (const name of names) await put(name, [`k/${Number(name) >> 2}`, 'other']);
      const seen: string[] = [];
      for (let listed = await page('k/', { limit: 7 }); listed.length > 0; ) {
        seen.push(...listed.map(({ id }) => id));
        const after = listed.at(-1) as KeyedRecord;
        await put(`new ${seen.length}`, ['k/0']);
        if (seen.length === 14)
          for (const gone of ['13', '20']) await subject.store.delete('tenant', 'sessions', gone);
        listed = await page('k/', { limit: 7, after });
      }
      expect(seen).toEqual(names.filter((name) => name !== '20'));
      expect(await found('k/3', { after: { key: 'k/0', id: 'x' }, limit: 1 })).toEqual(['k/3 12']);
      expect(await found('k/3', { after: { key: 'k/4', id: '' } })).toEqual([]);
    });

    it('of 100 records come where nothing is said', async () => {
      const names = Array.from({ length: 101 }, (_, index) => String(index).padStart(3, '0'));
      await Promise.all(names.map((name) => put(name, [name])));
      expect((await page('')).map(({ id }) => id)).toEqual(names.slice(0, 100));
      expect(await count('')).toBe(101);
    });

    it('are never those of another value, however many write the record at once', async () => {
      await subject.store.put('tenant', 'sessions', 'one', 0, ['k/0']);
      const step = async (): Promise<void> => {
        const value = (await subject.store.get('tenant', 'sessions', 'one')) as number;
        const next = value + 1;
        const isMine = await subject.store.replace('tenant', 'sessions', 'one', value, next, [`k/${next}`]);
        if (!isMine) return step();
      };
      const looks = async (): Promise<void> => {
        const listed = await page('k/');
        expect(listed.map(({ key, value }) => key === `k/${value as number}`)).toEqual([true]);
      };
      await Promise.all([...Array.from({ length: 12 }, step), ...Array.from({ length: 12 }, looks)]);
      expect(await page('k/')).toEqual([{ key: 'k/12', id: 'one', value: 12 }]);
    });
  });
}
