import { macrotask } from '../model/world.js';
import type { StoredRows } from '../stored-rows.js';
import type { TestStore } from '../test-stores.js';

/**
 * What the store holds once nothing is counted or noted any more on account of former calls; but for the
 * counts of calls: one that is refused counts too.
 */
export async function rowsAtRest(store: TestStore): Promise<StoredRows> {
  const read = async (): Promise<StoredRows> => {
    const rows = Object.entries(await store.rows());
    return Object.fromEntries(rows.filter(([table]) => !table.startsWith('rate_')));
  };
  for (let rows = await read(); ; ) {
    for (let turn = 0; turn < 20; turn++) await macrotask();
    const next = await read();
    if (JSON.stringify(next) === JSON.stringify(rows)) return rows;
    rows = next;
  }
}
