import type { JsonValue } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore } from '../ports/record-store.js';

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
        ['é', '😀', 'i'.repeat(128)],
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

    if (options.persistent) {
      it('has everything after it was reopened', async () => {
        await store.put('tenant', 'sessions', 'kept', { a: 1 });
        await store.put('tenant', 'sessions', 'gone', { a: 1 });
        await store.delete('tenant', 'sessions', 'gone');
        if (!opened.reopen) throw new Error(`"${options.name}" is said to be persistent: give it reopen().`);
        store = await opened.reopen();
        expect(await store.get('tenant', 'sessions', 'kept')).toEqual({ a: 1 });
        expect(await store.get('tenant', 'sessions', 'gone')).toBeNull();
      });
    }
  });
}
