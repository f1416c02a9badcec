import type { RecordStore } from '@agent-chat/core';
import type { JsonValue } from '@agent-chat/protocol';
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
    delete: (tenant, collection, id) =>
      connection.write(() => remove.run(tenant, collection, id).changes > 0),
  };
}
