import type { RecordStore } from '@agent-chat/core';
import { canonicalJson, type JsonValue } from '@agent-chat/protocol';
import type { Database } from './database.js';
import { decodeName, encodeName } from './names.js';

/** Comes behind all that a key may have. */
const BEHIND_KEYS = '\u007f';

/** The page by the index alone, then its values. */
export const pageByKeySql = (schema: string, comparison: '>' | '>='): string => `
  SELECT k.key, r.id, r.value FROM (
    SELECT tenant, collection, key, id FROM ${schema}.record_keys
    WHERE tenant = $1 AND collection = $2 AND (key, id) ${comparison} ($3, $4) AND key < $5
    ORDER BY key, id LIMIT $6
  ) k JOIN ${schema}.records r USING (tenant, collection, id) ORDER BY k.key, k.id`;
export const countByKeySql = (schema: string): string => `
  SELECT count(*)::integer AS count FROM ${schema}.record_keys
  WHERE tenant = $1 AND collection = $2 AND key >= $3 AND key < $4`;

export function createPostgresRecordStore(database: Database): RecordStore {
  const { schema } = database;
  const select = `SELECT value FROM ${schema}.records WHERE tenant = $1 AND collection = $2 AND id = $3`;
  const put = `SELECT ${schema}.put_record($1, $2, $3, $4, $5)`;
  const create = `SELECT ${schema}.create_record($1, $2, $3, $4, $5) AS created`;
  const replace = `SELECT ${schema}.replace_record($1, $2, $3, $4, $5, $6) AS replaced`;
  const page = (comparison: '>' | '>='): string => `SELECT id, value FROM ${schema}.records
    WHERE tenant = $1 AND collection = $2 AND id ${comparison} $3 ORDER BY id LIMIT $4`;
  const countByKey = countByKeySql(schema);
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
    put(tenant, collection, id, value, keys = []) {
      const names = [tenant, collection, id].map(encodeName);
      const json = JSON.stringify(value);
      return database.track(() =>
        inOrder(names, async () => {
          await database.query(put, [...names, json, keys]);
        }),
      );
    },
    putIfAbsent(tenant, collection, id, value, keys = []) {
      const names = [tenant, collection, id].map(encodeName);
      const json = JSON.stringify(value);
      return database.track(() =>
        inOrder(names, async () => {
          const [row] = await database.query<{ created: boolean }>(create, [...names, json, keys]);
          return row?.created === true;
        }),
      );
    },
    replace(tenant, collection, id, expected, value, keys = []) {
      const names = [tenant, collection, id].map(encodeName);
      const wanted = canonicalJson(expected);
      const json = JSON.stringify(value);
      return database.track(() =>
        inOrder(names, async () => {
          // The database compares texts; only here is it known which of them are the same value.
          for (let text = JSON.stringify(expected); ; ) {
            const params = [...names, text, json, keys];
            const [row] = await database.query<{ replaced: boolean }>(replace, params);
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
    listByKey: (tenant, collection, { prefix, after, limit = 100 }) =>
      database.track(async () => {
        const isBehind = after !== undefined && after.key >= prefix;
        const sql = pageByKeySql(schema, isBehind ? '>' : '>=');
        const rows = await database.repeatable<{ key: string; id: string; value: string }>(sql, [
          ...[tenant, collection].map(encodeName),
          isBehind ? after.key : prefix,
          isBehind ? encodeName(after.id) : '',
          prefix + BEHIND_KEYS,
          limit,
        ]);
        return rows.map(({ key, id, value }) => ({
          key,
          id: decodeName(id),
          value: JSON.parse(value) as JsonValue,
        }));
      }),
    countByKey: (tenant, collection, prefix) =>
      database.track(async () => {
        const names = [tenant, collection].map(encodeName);
        const params = [...names, prefix, prefix + BEHIND_KEYS];
        const [row] = await database.repeatable<{ count: number }>(countByKey, params);
        return row?.count ?? 0;
      }),
  };
}
