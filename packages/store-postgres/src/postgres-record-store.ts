import type { RecordStore } from '@agent-chat/core';
import { canonicalJson, type JsonValue } from '@agent-chat/protocol';
import type { Database } from './database.js';
import { decodeName, encodeName } from './names.js';

export function createPostgresRecordStore(database: Database): RecordStore {
  const { schema } = database;
  const select = `SELECT value FROM ${schema}.records WHERE tenant = $1 AND collection = $2 AND id = $3`;
  const put = `SELECT ${schema}.put_record($1, $2, $3, $4)`;
  const create = `SELECT ${schema}.create_record($1, $2, $3, $4) AS created`;
  const replace = `SELECT ${schema}.replace_record($1, $2, $3, $4, $5) AS replaced`;
  const page = (comparison: '>' | '>='): string => `SELECT id, value FROM ${schema}.records
    WHERE tenant = $1 AND collection = $2 AND id ${comparison} $3 ORDER BY id LIMIT $4`;
  const remove = `SELECT ${schema}.delete_record($1, $2, $3) AS deleted`;
  /** The newest write of each record that this process is making. */
  const writing = new Map<string, Promise<unknown>>();

  /** Writes of one record follow each other, whichever connections they go through. */
  function inOrder<T>(names: readonly string[], write: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(names);
    const written = (writing.get(key) ?? Promise.resolve()).then(write);
    const settled = written.then(
      () => undefined,
      () => undefined,
    );
    writing.set(key, settled);
    void settled.then(() => {
      if (writing.get(key) === settled) writing.delete(key);
    });
    return written;
  }

  return {
    get: (...name) =>
      database.track(async () => {
        const [row] = await database.repeatable<{ value: string }>(select, name.map(encodeName));
        return row ? (JSON.parse(row.value) as JsonValue) : null;
      }),
    put(tenant, collection, id, value) {
      const names = [tenant, collection, id].map(encodeName);
      const json = JSON.stringify(value);
      return database.track(() =>
        inOrder(names, async () => {
          await database.query(put, [...names, json]);
        }),
      );
    },
    putIfAbsent(tenant, collection, id, value) {
      const names = [tenant, collection, id].map(encodeName);
      const json = JSON.stringify(value);
      return database.track(() =>
        inOrder(names, async () => {
          const [row] = await database.query<{ created: boolean }>(create, [...names, json]);
          return row?.created === true;
        }),
      );
    },
    replace(tenant, collection, id, expected, value) {
      const names = [tenant, collection, id].map(encodeName);
      const wanted = canonicalJson(expected);
      const json = JSON.stringify(value);
      return database.track(() =>
        inOrder(names, async () => {
          // The database compares texts; only here is it known which of them are the same value.
          for (let text = JSON.stringify(expected); ; ) {
            const [row] = await database.query<{ replaced: boolean }>(replace, [...names, text, json]);
            if (row?.replaced === true) return true;
            const [stored] = await database.repeatable<{ value: string }>(select, names);
            if (stored === undefined || canonicalJson(JSON.parse(stored.value)) !== wanted) return false;
            text = stored.value;
          }
        }),
      );
    },
    delete(tenant, collection, id) {
      const names = [tenant, collection, id].map(encodeName);
      return database.track(() =>
        inOrder(names, async () => {
          const [row] = await database.query<{ deleted: boolean }>(remove, names);
          return row?.deleted === true;
        }),
      );
    },
    list: (tenant, collection, { prefix = '', after, limit = 100 } = {}) =>
      database.track(async () => {
        // Stored ids are in the order of their bytes, so those with the prefix stand together.
        const first = encodeName(prefix);
        const behind = after === undefined ? null : encodeName(after);
        const isBehind = behind !== null && Buffer.compare(Buffer.from(behind), Buffer.from(first)) >= 0;
        const names = [tenant, collection].map(encodeName);
        const rows = await database.repeatable<{ id: string; value: string }>(page(isBehind ? '>' : '>='), [
          ...names,
          isBehind ? behind : first,
          limit,
        ]);
        return rows
          .filter(({ id }) => id.startsWith(first))
          .map(({ id, value }) => ({ id: decodeName(id), value: JSON.parse(value) as JsonValue }));
      }),
  };
}
