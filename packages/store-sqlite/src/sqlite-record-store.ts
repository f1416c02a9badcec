import type { RecordStore } from '@agent-chat/core';
import { canonicalJson, type JsonValue } from '@agent-chat/protocol';
import type { StoreConnection } from './store-connection.js';

type Name = [tenant: string, collection: string, id: string];

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
  return {
    get: (tenant, collection, id) =>
      connection.read(() => {
        const row = select.get(tenant, collection, id);
        return row ? (JSON.parse(row.value) as JsonValue) : null;
      }),
    async put(tenant, collection, id, value) {
      const json = JSON.stringify(value);
      await connection.write(() => upsert.run(tenant, collection, id, json));
    },
    async putIfAbsent(tenant, collection, id, value) {
      const json = JSON.stringify(value);
      return connection.write(() => insert.run(tenant, collection, id, json).changes > 0);
    },
    async replace(tenant, collection, id, expected, value) {
      const wanted = canonicalJson(expected);
      const json = JSON.stringify(value);
      // Read where it is written, behind the writes that were asked for before.
      return connection.write(() => {
        const row = select.get(tenant, collection, id);
        if (row === undefined || canonicalJson(JSON.parse(row.value)) !== wanted) return false;
        return update.run(json, tenant, collection, id).changes > 0;
      });
    },
    delete: (tenant, collection, id) =>
      connection.write(() => remove.run(tenant, collection, id).changes > 0),
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
  };
}
