import type { JsonValue } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import type { RecordStoreUnderTest } from './record-store-under-test.js';
import { VALUES } from './values.js';

export function describeValues(subject: RecordStoreUnderTest): void {
  it('has nothing at first', async () => {
    expect(await subject.store.get('tenant', 'sessions', 'one')).toBeNull();
    expect(await subject.store.delete('tenant', 'sessions', 'one')).toBe(false);
  });

  it.each(VALUES)('gives back what it was given: %s', async (_name, json) => {
    await subject.store.put('tenant', 'sessions', 'one', JSON.parse(json) as JsonValue);
    expect(JSON.stringify(await subject.store.get('tenant', 'sessions', 'one'))).toBe(
      JSON.stringify(JSON.parse(json)),
    );
  });

  it('replaces a value whole', async () => {
    await subject.store.put('tenant', 'sessions', 'one', { a: 1, b: 2 });
    await subject.store.put('tenant', 'sessions', 'one', { b: 3 });
    expect(await subject.store.get('tenant', 'sessions', 'one')).toEqual({ b: 3 });
  });

  it('forgets what is deleted and says whether there was one', async () => {
    await subject.store.put('tenant', 'sessions', 'one', 1);
    expect(await subject.store.delete('tenant', 'sessions', 'one')).toBe(true);
    expect(await subject.store.get('tenant', 'sessions', 'one')).toBeNull();
    expect(await subject.store.delete('tenant', 'sessions', 'one')).toBe(false);
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
      await subject.store.put(tenant, collection, id, index);
    }
    for (const [index, [tenant, collection, id]] of names.entries()) {
      expect(await subject.store.get(tenant, collection, id)).toBe(index);
    }
    expect(await subject.store.delete('a', 'b', 'c')).toBe(true);
    expect(await subject.store.get('b', 'b', 'c')).toBe(3);
  });

  it('shares no object with its callers', async () => {
    const value = { list: [1] };
    await subject.store.put('tenant', 'sessions', 'one', value);
    value.list.push(2);
    const read = (await subject.store.get('tenant', 'sessions', 'one')) as { list: number[] };
    expect(read).toEqual({ list: [1] });
    read.list.push(3);
    expect(await subject.store.get('tenant', 'sessions', 'one')).toEqual({ list: [1] });
  });

  it('keeps the last of many concurrent writes of one caller', async () => {
    const writes = Array.from({ length: 50 }, (_, index) =>
      subject.store.put('tenant', 'sessions', 'one', index),
    );
    await Promise.all(writes);
    expect(await subject.store.get('tenant', 'sessions', 'one')).toBe(49);
  });
}
