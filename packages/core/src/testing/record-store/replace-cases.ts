import type { JsonValue } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import type { RecordStoreUnderTest } from './record-store-under-test.js';
import { VALUES } from './values.js';

export function describeReplacing(subject: RecordStoreUnderTest): void {
  describe('replacing', () => {
    const replace = (expected: JsonValue, value: JsonValue) =>
      subject.store.replace('tenant', 'sessions', 'one', expected, value);
    const read = () => subject.store.get('tenant', 'sessions', 'one');

    it('is done while the record is what was read, and else changes nothing', async () => {
      await subject.store.put('tenant', 'sessions', 'one', { a: 1 });
      expect(await replace({ a: 1 }, { a: 2 })).toBe(true);
      expect(await replace({ a: 1 }, { a: 3 })).toBe(false);
      expect(await read()).toEqual({ a: 2 });
      expect(await subject.store.replace('another', 'sessions', 'one', { a: 2 }, 1)).toBe(false);
      expect(await subject.store.replace('tenant', 'another', 'one', { a: 2 }, 1)).toBe(false);
      expect(await subject.store.replace('tenant', 'sessions', 'two', { a: 2 }, 1)).toBe(false);
      expect(await read()).toEqual({ a: 2 });
    });

    it('creates nothing', async () => {
      expect(await replace(null, 1)).toBe(false);
      expect(await subject.store.putIfAbsent('tenant', 'sessions', 'one', null)).toBe(true);
      expect(await replace(null, 1)).toBe(true);
      await subject.store.delete('tenant', 'sessions', 'one');
      expect(await replace(1, 2)).toBe(false);
      expect(await subject.store.list('tenant', 'sessions')).toEqual([]);
    });

    it.each(VALUES)('knows what it was given: %s', async (_name, json) => {
      await subject.store.put('tenant', 'sessions', 'one', JSON.parse(json) as JsonValue);
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
      await subject.store.put('tenant', 'sessions', 'one', value);
      for (const other of different) expect(await replace(other, 1)).toBe(false);
      expect(await read()).toEqual(value);
      expect(await replace({ b: { d: 'é😀', c: [1, null] }, a: 1, e: undefined }, 2)).toBe(true);
      expect(await read()).toBe(2);
    });

    it('shares no object with its callers', async () => {
      const value = { list: [1] };
      await subject.store.put('tenant', 'sessions', 'one', 0);
      await replace(0, value);
      value.list.push(2);
      expect(await read()).toEqual({ list: [1] });
    });

    it('has one winner among many that read the same', async () => {
      await subject.store.put('tenant', 'sessions', 'one', { winner: null });
      const replaced = await Promise.all(
        Array.from({ length: 50 }, (_, index) => replace({ winner: null }, { winner: index })),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
      expect(await read()).toEqual({ winner: replaced.indexOf(true) });
    });

    it('loses no step of many that count, each trying again until it has', async () => {
      await subject.store.put('tenant', 'sessions', 'one', { count: 0 });
      const step = async (): Promise<void> => {
        const { count } = (await read()) as { count: number };
        if (!(await replace({ count }, { count: count + 1 }))) return step();
      };
      await Promise.all(Array.from({ length: 12 }, step));
      expect(await read()).toEqual({ count: 12 });
    });
  });
}
