import { describe, expect, it } from 'vitest';
import type { RecordStoreUnderTest } from './record-store-under-test.js';

export function describeCreating(subject: RecordStoreUnderTest): void {
  describe('creating', () => {
    it('is done once, and changes nothing that is there', async () => {
      expect(await subject.store.putIfAbsent('tenant', 'sessions', 'one', { a: 1 })).toBe(true);
      expect(await subject.store.putIfAbsent('tenant', 'sessions', 'one', { a: 2 })).toBe(false);
      expect(await subject.store.get('tenant', 'sessions', 'one')).toEqual({ a: 1 });
      expect(await subject.store.putIfAbsent('another', 'sessions', 'one', null)).toBe(true);
      expect(await subject.store.putIfAbsent('another', 'sessions', 'one', 1)).toBe(false);
      expect(await subject.store.get('another', 'sessions', 'one')).toBeNull();
      await subject.store.delete('tenant', 'sessions', 'one');
      expect(await subject.store.putIfAbsent('tenant', 'sessions', 'one', { a: 3 })).toBe(true);
    });

    it('has one winner among many at the same time, whose value stays', async () => {
      const created = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          subject.store.putIfAbsent('tenant', 'sessions', 'one', index),
        ),
      );
      expect(created.filter(Boolean)).toHaveLength(1);
      expect(await subject.store.get('tenant', 'sessions', 'one')).toBe(created.indexOf(true));
    });
  });
}
