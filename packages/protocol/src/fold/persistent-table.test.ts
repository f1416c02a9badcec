import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PersistentTable } from './persistent-table.js';

it('holds what a Map holds, and goes on from any version as if the later ones were not there', () => {
  const change = fc.record({
    from: fc.nat(),
    key: fc.constantFrom('a', 'b', 'c', '__proto__', ''),
    value: fc.integer(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const versions = [{ table: PersistentTable.empty<number>(), model: new Map<string, number>() }];
      for (const { from, key, value } of changes) {
        const base = versions[from % versions.length] as (typeof versions)[number];
        versions.push({ table: base.table.set(key, value), model: new Map(base.model).set(key, value) });
        for (const { table, model } of versions) {
          expect(new Map(table)).toEqual(model);
          for (const one of ['a', 'b', 'c', '__proto__', '', 'd']) {
            expect([table.has(one), table.get(one)]).toEqual([model.has(one), model.get(one)]);
          }
        }
      }
    }),
  );
});
