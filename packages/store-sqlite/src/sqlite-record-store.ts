import type { RecordStore } from '@agent-chat/core';
import { canonicalJson, type JsonValue } from '@agent-chat/protocol';
import { NOTE_RESIDUE_SQL } from './event-statements.js';
import type { StoreConnection } from './store-connection.js';

type Name = [tenant: string, collection: string, id: string];

/** Comes behind all that a key may have. */
const BEHIND_KEYS = '\u007f';

/** Of the index alone, the values of the page apart. */
export const pageByKeySql = (comparison: '>' | '>='): string => `SELECT k.key, k.id, r.value FROM (
    SELECT tenant, collection, key, id FROM record_keys
    WHERE tenant = ? AND collection = ? AND (key, id) ${comparison} (?, ?) AND key < ?
    ORDER BY key, id LIMIT ?
  ) k CROSS JOIN records r USING (tenant, collection, id)`;
export const COUNT_BY_KEY_SQL = `SELECT count(*) FROM record_keys
  WHERE tenant = ? AND collection = ? AND key >= ? AND key < ?`;

export function createSqliteRecordStore(connection: StoreConnection): RecordStore {
  const { database } = connection;
  const select = database.prepare<Name, { value: string }>(
    'SELECT value FROM records WHERE tenant = ? AND collection = ? AND id = ?',
  );
  const upsert = database.prepare<[...Name, value: string]>(
    `INSERT INTO records (tenant, collection, id, value) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`,
  );
  const insert = database.prepare<[...Name, value: string]>(
    'INSERT INTO records (tenant, collection, id, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const update = database.prepare<[value: string, ...Name]>(
    'UPDATE records SET value = ? WHERE tenant = ? AND collection = ? AND id = ?',
  );
  const page = (comparison: '>' | '>=') =>
    database.prepare<[...Name, limit: number], { id: string; value: string }>(
      `SELECT id, value FROM records WHERE tenant = ? AND collection = ? AND id ${comparison} ?
       ORDER BY id LIMIT ?`,
    );
  const pageFrom = page('>=');
  const pageAfter = page('>');
  const remove = database.prepare<Name>('DELETE FROM records WHERE tenant = ? AND collection = ? AND id = ?');
  const keysOf = database
    .prepare<Name, string>('SELECT key FROM record_keys WHERE tenant = ? AND collection = ? AND id = ?')
    .pluck();
  const addKey = database.prepare<[...Name, key: string]>(
    'INSERT INTO record_keys (tenant, collection, id, key) VALUES (?, ?, ?, ?)',
  );
  const removeKey = database.prepare<[...Name, key: string]>(
    'DELETE FROM record_keys WHERE tenant = ? AND collection = ? AND id = ? AND key = ?',
  );
  const pageByKey = (comparison: '>' | '>=') =>
    database.prepare<
      [tenant: string, collection: string, key: string, id: string, end: string, limit: number],
      { key: string; id: string; value: string }
    >(pageByKeySql(comparison));
  const pageByKeyFrom = pageByKey('>=');
  const pageByKeyAfter = pageByKey('>');
  const countByKey = database
    .prepare<[tenant: string, collection: string, from: string, end: string], number>(COUNT_BY_KEY_SQL)
    .pluck();

  const noteResidue = database.prepare<[]>(NOTE_RESIDUE_SQL);

  /** In the transaction that writes the record. */
  const setKeys = (name: Name, keys: readonly string[]): void => {
    const before = keysOf.all(...name);
    for (const key of before) if (!keys.includes(key)) removeKey.run(...name, key);
    for (const key of new Set(keys)) if (!before.includes(key)) addKey.run(...name, key);
  };

  return {
    get: (tenant, collection, id) =>
      connection.read(() => {
        const row = select.get(tenant, collection, id);
        return row ? (JSON.parse(row.value) as JsonValue) : null;
      }),
    async put(tenant, collection, id, value, keys = []) {
      const json = JSON.stringify(value);
      await connection.write(() => {
        upsert.run(tenant, collection, id, json);
        setKeys([tenant, collection, id], keys);
      });
    },
    async putIfAbsent(tenant, collection, id, value, keys = []) {
      const json = JSON.stringify(value);
      return connection.write(() => {
        if (insert.run(tenant, collection, id, json).changes === 0) return false;
        setKeys([tenant, collection, id], keys);
        return true;
      });
    },
    async replace(tenant, collection, id, expected, value, keys = []) {
      const wanted = canonicalJson(expected);
      const json = JSON.stringify(value);
      // Read where it is written, behind the writes that were asked for before.
      return connection.write(() => {
        const row = select.get(tenant, collection, id);
        if (row === undefined || canonicalJson(JSON.parse(row.value)) !== wanted) return false;
        if (update.run(json, tenant, collection, id).changes === 0) return false;
        setKeys([tenant, collection, id], keys);
        return true;
      });
    },
    delete: (tenant, collection, id) =>
      connection.write(() => {
        if (remove.run(tenant, collection, id).changes === 0) return false;
        setKeys([tenant, collection, id], []);
        return true;
      }),
    list: (tenant, collection, { prefix = '', after, limit = 100 } = {}) =>
      connection.read(() => {
        // Ids are in the order of their bytes, so those with the prefix stand together.
        const isBehind = after !== undefined && Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0;
        const rows = isBehind
          ? pageAfter.all(tenant, collection, after, limit)
          : pageFrom.all(tenant, collection, prefix, limit);
        return rows
          .filter(({ id }) => id.startsWith(prefix))
          .map(({ id, value }) => ({ id, value: JSON.parse(value) as JsonValue }));
      }),
    listByKey: (tenant, collection, { prefix, after, limit = 100 }) =>
      connection.read(() => {
        const isBehind = after !== undefined && after.key >= prefix;
        const [key, id] = isBehind ? [after.key, after.id] : [prefix, ''];
        const end = prefix + BEHIND_KEYS;
        const page = isBehind ? pageByKeyAfter : pageByKeyFrom;
        return page
          .all(tenant, collection, key, id, end, limit)
          .map((row) => ({ ...row, value: JSON.parse(row.value) as JsonValue }));
      }),
    countByKey: (tenant, collection, prefix) =>
      connection.read(() => countByKey.get(tenant, collection, prefix, prefix + BEHIND_KEYS) ?? 0),
    async forgetOld() {
      await connection.write(() => noteResidue.run());
      await connection.emptyLog();
    },
  };
}
