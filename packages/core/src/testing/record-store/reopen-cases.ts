import { expect, it } from 'vitest';
import type { RecordStoreUnderTest } from './record-store-under-test.js';

export function describeReopening(subject: RecordStoreUnderTest): void {
  it('has everything after it was reopened', async () => {
    await subject.store.put('tenant', 'sessions', 'kept', { a: 1 });
    await subject.store.put('tenant', 'sessions', 'replaced', { a: 1 });
    await subject.store.replace('tenant', 'sessions', 'replaced', { a: 1 }, { a: 2 });
    await subject.store.put('tenant', 'sessions', 'gone', { a: 1 });
    await subject.store.put('tenant', 'sessions', 'keyed', 1, ['key']);
    await subject.store.delete('tenant', 'sessions', 'gone');
    await subject.reopen();
    expect(await subject.store.get('tenant', 'sessions', 'kept')).toEqual({ a: 1 });
    expect(await subject.store.get('tenant', 'sessions', 'replaced')).toEqual({ a: 2 });
    expect(await subject.store.get('tenant', 'sessions', 'gone')).toBeNull();
    const keyed = await subject.store.listByKey('tenant', 'sessions', { prefix: 'k' });
    expect(keyed).toEqual([{ key: 'key', id: 'keyed', value: 1 }]);
  });
}
