import type { RecordStore } from '@agent-chat/core';
import type { JsonValue } from '@agent-chat/protocol';

const NOTES = 'keyed-collections';
const PAGE = 200;

/**
 * Gives what an older version wrote without keys its keys, once in the life of a store; to be awaited
 * before a list by key. Whoever writes a record meanwhile gives it its keys too.
 */
export function keyedCollection(
  records: RecordStore,
  collection: string,
  keysOf: (value: JsonValue, id: string) => readonly string[],
): (tenant: string) => Promise<void> {
  const done = new Set<string>();

  async function giveKeys(tenant: string): Promise<void> {
    for (let after: string | undefined; ; ) {
      const page = await records.list(tenant, collection, {
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      for (const { id, value } of page) {
        await records.replace(tenant, collection, id, value, value, keysOf(value, id));
      }
      after = page.at(-1)?.id;
      if (after === undefined || page.length < PAGE) return;
    }
  }

  return async (tenant) => {
    if (done.has(tenant)) return;
    if ((await records.get(tenant, NOTES, collection)) === null) {
      await giveKeys(tenant);
      await records.put(tenant, NOTES, collection, true);
    }
    done.add(tenant);
  };
}
