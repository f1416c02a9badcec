import type { JsonValue } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyedRecord, ListByKeyOptions, RecordStore } from '../ports/record-store.js';

export interface OpenedRecordStore {
  /** Empty, and of this case alone. */
  readonly store: RecordStore;
  /** Closes what is open and opens what it left, as a new process would. Needed when `persistent`. */
  reopen?(): Promise<RecordStore>;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface RecordStoreConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Whether the records outlive the process; adds the cases that reopen the store. Default: no. */
  readonly persistent?: boolean;
  /** Called before each case. */
  open(): Promise<OpenedRecordStore>;
}

const VALUES: readonly (readonly [name: string, json: string])[] = [
  ['null', 'null'],
  ['a string', '"text"'],
  ['a number', '-1.5e-7'],
  ['an empty object', '{}'],
  ['nested values', '{"a":[1,{"b":[true,false,null]},"c"],"d":{"e":{}}}'],
  ['prototype keys', '{"__proto__":{"admin":true},"constructor":1,"toString":2}'],
  ['odd characters', String.raw`{"é😀\u0000\ud800":"\u202e\u2028'; DROP TABLE records; --"}`],
  ['a long text', JSON.stringify('é😀'.repeat(300_000))],
];

/** The conformance kit of the `RecordStore` port; see `eventStoreConformance`. */
export function recordStoreConformance(options: RecordStoreConformanceOptions): void {
  describe(`record store: ${options.name}`, () => {
    let opened: OpenedRecordStore;
    let store: RecordStore;
    beforeEach(async () => {
      opened = await options.open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    it('has nothing at first', async () => {
      expect(await store.get('tenant', 'sessions', 'one')).toBeNull();
      expect(await store.delete('tenant', 'sessions', 'one')).toBe(false);
    });

    it.each(VALUES)('gives back what it was given: %s', async (_name, json) => {
      await store.put('tenant', 'sessions', 'one', JSON.parse(json) as JsonValue);
      expect(JSON.stringify(await store.get('tenant', 'sessions', 'one'))).toBe(
        JSON.stringify(JSON.parse(json)),
      );
    });

    it('replaces a value whole', async () => {
      await store.put('tenant', 'sessions', 'one', { a: 1, b: 2 });
      await store.put('tenant', 'sessions', 'one', { b: 3 });
      expect(await store.get('tenant', 'sessions', 'one')).toEqual({ b: 3 });
    });

    it('forgets what is deleted and says whether there was one', async () => {
      await store.put('tenant', 'sessions', 'one', 1);
      expect(await store.delete('tenant', 'sessions', 'one')).toBe(true);
      expect(await store.get('tenant', 'sessions', 'one')).toBeNull();
      expect(await store.delete('tenant', 'sessions', 'one')).toBe(false);
    });

    it('tells tenants, collections and ids apart, whatever characters they hold', async () => {
      const names = [
        ['a', 'b', 'c'],
        ['a', 'b', 'd'],
        ['a', 'c', 'c'],
        ['b', 'b', 'c'],
        ['a/b', 'c', 'd'],
        ['a', 'b/c', 'd'],
        ['a","b', 'c', 'd'],
        ['__proto__', 'constructor', 'toString'],
        ['é', '😀', 'i'.repeat(512)],
      ] as const;
      for (const [index, [tenant, collection, id]] of names.entries()) {
        await store.put(tenant, collection, id, index);
      }
      for (const [index, [tenant, collection, id]] of names.entries()) {
        expect(await store.get(tenant, collection, id)).toBe(index);
      }
      expect(await store.delete('a', 'b', 'c')).toBe(true);
      expect(await store.get('b', 'b', 'c')).toBe(3);
    });

    it('shares no object with its callers', async () => {
      const value = { list: [1] };
      await store.put('tenant', 'sessions', 'one', value);
      value.list.push(2);
      const read = (await store.get('tenant', 'sessions', 'one')) as { list: number[] };
      expect(read).toEqual({ list: [1] });
      read.list.push(3);
      expect(await store.get('tenant', 'sessions', 'one')).toEqual({ list: [1] });
    });

    it('keeps the last of many concurrent writes of one caller', async () => {
      const writes = Array.from({ length: 50 }, (_, index) => store.put('tenant', 'sessions', 'one', index));
      await Promise.all(writes);
      expect(await store.get('tenant', 'sessions', 'one')).toBe(49);
    });

    describe('creating', () => {
      it('is done once, and changes nothing that is there', async () => {
        expect(await store.putIfAbsent('tenant', 'sessions', 'one', { a: 1 })).toBe(true);
        expect(await store.putIfAbsent('tenant', 'sessions', 'one', { a: 2 })).toBe(false);
        expect(await store.get('tenant', 'sessions', 'one')).toEqual({ a: 1 });
        expect(await store.putIfAbsent('another', 'sessions', 'one', null)).toBe(true);
        expect(await store.putIfAbsent('another', 'sessions', 'one', 1)).toBe(false);
        expect(await store.get('another', 'sessions', 'one')).toBeNull();
        await store.delete('tenant', 'sessions', 'one');
        expect(await store.putIfAbsent('tenant', 'sessions', 'one', { a: 3 })).toBe(true);
      });

      it('has one winner among many at the same time, whose value stays', async () => {
        const created = await Promise.all(
          Array.from({ length: 50 }, (_, index) => store.putIfAbsent('tenant', 'sessions', 'one', index)),
        );
        expect(created.filter(Boolean)).toHaveLength(1);
        expect(await store.get('tenant', 'sessions', 'one')).toBe(created.indexOf(true));
      });
    });

    describe('replacing', () => {
      const replace = (expected: JsonValue, value: JsonValue) =>
        store.replace('tenant', 'sessions', 'one', expected, value);
      const read = () => store.get('tenant', 'sessions', 'one');

      it('is done while the record is what was read, and else changes nothing', async () => {
        await store.put('tenant', 'sessions', 'one', { a: 1 });
        expect(await replace({ a: 1 }, { a: 2 })).toBe(true);
        expect(await replace({ a: 1 }, { a: 3 })).toBe(false);
        expect(await read()).toEqual({ a: 2 });
        expect(await store.replace('another', 'sessions', 'one', { a: 2 }, 1)).toBe(false);
        expect(await store.replace('tenant', 'another', 'one', { a: 2 }, 1)).toBe(false);
        expect(await store.replace('tenant', 'sessions', 'two', { a: 2 }, 1)).toBe(false);
        expect(await read()).toEqual({ a: 2 });
      });

      it('creates nothing', async () => {
        expect(await replace(null, 1)).toBe(false);
        expect(await store.putIfAbsent('tenant', 'sessions', 'one', null)).toBe(true);
        expect(await replace(null, 1)).toBe(true);
        await store.delete('tenant', 'sessions', 'one');
        expect(await replace(1, 2)).toBe(false);
        expect(await store.list('tenant', 'sessions')).toEqual([]);
      });

      it.each(VALUES)('knows what it was given: %s', async (_name, json) => {
        await store.put('tenant', 'sessions', 'one', JSON.parse(json) as JsonValue);
        expect(await replace({ other: json }, 1)).toBe(false);
        expect(await replace((await read()) ?? null, JSON.parse(json) as JsonValue)).toBe(true);
        expect(await replace(JSON.parse(json) as JsonValue, 1)).toBe(true);
        expect(await read()).toBe(1);
      });

      it('compares values: the order of members means nothing, all else counts', async () => {
        const value = { a: 1, b: { c: [1, null], d: 'é😀' } };
        const different: readonly JsonValue[] = [
          { a: 1, b: { c: [null, 1], d: 'é😀' } },
          { a: 1, b: { c: [1, null], d: 'e\u0301😀' } },
          { a: 1, b: { c: [1, null], d: 'é😀' }, e: null },
          { a: '1', b: { c: [1, null], d: 'é😀' } },
          { a: 1, b: { c: [1], d: 'é😀' } },
          { b: { c: [1, null], d: 'é😀' } },
        ];
        await store.put('tenant', 'sessions', 'one', value);
        for (const other of different) expect(await replace(other, 1)).toBe(false);
        expect(await read()).toEqual(value);
        expect(await replace({ b: { d: 'é😀', c: [1, null] }, a: 1, e: undefined }, 2)).toBe(true);
        expect(await read()).toBe(2);
      });

      it('shares no object with its callers', async () => {
        const value = { list: [1] };
        await store.put('tenant', 'sessions', 'one', 0);
        await replace(0, value);
        value.list.push(2);
        expect(await read()).toEqual({ list: [1] });
      });

      it('has one winner among many that read the same', async () => {
        await store.put('tenant', 'sessions', 'one', { winner: null });
        const replaced = await Promise.all(
          Array.from({ length: 50 }, (_, index) => replace({ winner: null }, { winner: index })),
        );
        expect(replaced.filter(Boolean)).toHaveLength(1);
        expect(await read()).toEqual({ winner: replaced.indexOf(true) });
      });

      it('loses no step of many that count, each trying again until it has', async () => {
        await store.put('tenant', 'sessions', 'one', { count: 0 });
        const step = async (): Promise<void> => {
          const { count } = (await read()) as { count: number };
          if (!(await replace({ count }, { count: count + 1 }))) return step();
        };
        await Promise.all(Array.from({ length: 12 }, step));
        expect(await read()).toEqual({ count: 12 });
      });
    });

    describe('a list', () => {
      const ids = async (options = {}, collection = 'sessions') =>
        (await store.list('tenant', collection, options)).map(({ id }) => id);
      const fill = async (names: readonly string[]) => {
        for (const name of names) await store.put('tenant', 'sessions', name, { name });
      };

      it('has the records of one collection of one tenant, by id', async () => {
        await fill(['b', 'B', '10', '9', 'a/1', 'a', 'a-1', '["a","b"]', '~']);
        await store.put('tenant', 'interfaces', 'other', 1);
        await store.put('another', 'sessions', 'theirs', 1);
        expect(await ids()).toEqual(['10', '9', 'B', '["a","b"]', 'a', 'a-1', 'a/1', 'b', '~']);
        expect(await store.list('tenant', 'sessions', { prefix: 'B' })).toEqual([
          { id: 'B', value: { name: 'B' } },
        ]);
        expect(await store.list('tenant', 'nothing')).toEqual([]);
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
          await store.put('tenant', 'sessions', `a new one ${seen.length}`, 1);
          if (seen.length === 14) await store.delete('tenant', 'sessions', names[20] ?? '');
          page = await ids({ limit: 7, after: page.at(-1) });
        }
        expect(seen.filter((id) => id.startsWith('é'))).toEqual(names.filter((_, index) => index !== 20));
      });

      it('has 100 records where nothing is said', async () => {
        const names = Array.from({ length: 101 }, (_, index) => String(index).padStart(3, '0'));
        await Promise.all(names.map((name) => store.put('tenant', 'sessions', name, 1)));
        expect(await ids()).toEqual(names.slice(0, 100));
        expect(await ids({ limit: 1_000 })).toEqual(names);
      });

      it('shares no object with its callers', async () => {
        await store.put('tenant', 'sessions', 'one', { list: [1] });
        const [listed] = await store.list('tenant', 'sessions');
        (listed?.value as { list: number[] }).list.push(2);
        expect(await store.get('tenant', 'sessions', 'one')).toEqual({ list: [1] });
      });
    });

    describe('keys', () => {
      const put = (id: string, keys: readonly string[], value: JsonValue = id) =>
        store.put('tenant', 'sessions', id, value, keys);
      const page = async (prefix: string, rest: Partial<ListByKeyOptions> = {}) =>
        store.listByKey('tenant', 'sessions', { prefix, ...rest });
      const found = async (prefix: string, rest: Partial<ListByKeyOptions> = {}) =>
        (await page(prefix, rest)).map(({ key, id }) => `${key} ${id}`);
      const count = (prefix: string) => store.countByKey('tenant', 'sessions', prefix);

      it('find records in their order, those of one key by id, in one collection of one tenant', async () => {
        await put('one', ['b/2', 'a/9']);
        await put('two', ['b/1']);
        await put('three', ['b/1', 'b/10']);
        await put('none', []);
        await store.put('another', 'sessions', 'theirs', 1, ['b/1']);
        await store.put('tenant', 'interfaces', 'other', 1, ['b/1']);
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
        expect(await store.countByKey('another', 'sessions', '')).toBe(1);
        expect(await store.countByKey('nobody', 'sessions', '')).toBe(0);
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
        expect(await store.replace('tenant', 'sessions', 'one', 1, 3, ['d'])).toBe(false);
        expect(await found('')).toEqual(['b one', 'c one']);
        expect(await store.replace('tenant', 'sessions', 'one', 2, 3, ['d'])).toBe(true);
        expect(await page('')).toEqual([{ key: 'd', id: 'one', value: 3 }]);
        expect(await store.putIfAbsent('tenant', 'sessions', 'one', 4, ['e'])).toBe(false);
        expect(await store.putIfAbsent('tenant', 'sessions', 'two', 4, ['e'])).toBe(true);
        expect(await found('')).toEqual(['d one', 'e two']);
        await store.put('tenant', 'sessions', 'two', 5);
        await store.delete('tenant', 'sessions', 'one');
        expect([await page(''), await count('')]).toEqual([[], 0]);
        expect(await store.get('tenant', 'sessions', 'two')).toBe(5);
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
            for (const gone of ['13', '20']) await store.delete('tenant', 'sessions', gone);
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
        await store.put('tenant', 'sessions', 'one', 0, ['k/0']);
        const step = async (): Promise<void> => {
          const value = (await store.get('tenant', 'sessions', 'one')) as number;
          const next = value + 1;
          const isMine = await store.replace('tenant', 'sessions', 'one', value, next, [`k/${next}`]);
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

    if (options.persistent) {
      it('has everything after it was reopened', async () => {
        await store.put('tenant', 'sessions', 'kept', { a: 1 });
        await store.put('tenant', 'sessions', 'replaced', { a: 1 });
        await store.replace('tenant', 'sessions', 'replaced', { a: 1 }, { a: 2 });
        await store.put('tenant', 'sessions', 'gone', { a: 1 });
        await store.put('tenant', 'sessions', 'keyed', 1, ['key']);
        await store.delete('tenant', 'sessions', 'gone');
        if (!opened.reopen) throw new Error(`"${options.name}" is said to be persistent: give it reopen().`);
        store = await opened.reopen();
        expect(await store.get('tenant', 'sessions', 'kept')).toEqual({ a: 1 });
        expect(await store.get('tenant', 'sessions', 'replaced')).toEqual({ a: 2 });
        expect(await store.get('tenant', 'sessions', 'gone')).toBeNull();
        const keyed = await store.listByKey('tenant', 'sessions', { prefix: 'k' });
        expect(keyed).toEqual([{ key: 'key', id: 'keyed', value: 1 }]);
      });
    }
  });
}
