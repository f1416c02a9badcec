import { type BlobStore, hashedCopy, soundContent } from '@agent-chat/core';
import type { StoreConnection } from './store-connection.js';

type Name = [tenant: string, hash: string];

export function createSqliteBlobStore(connection: StoreConnection): BlobStore {
  const { database } = connection;
  const exists = database.prepare<Name, { id: number }>('SELECT id FROM blobs WHERE tenant = ? AND hash = ?');
  const select = database.prepare<Name, { content: Uint8Array }>(
    'SELECT content FROM blobs WHERE tenant = ? AND hash = ?',
  );
  const insert = database.prepare<[...Name, content: Uint8Array]>(
    'INSERT INTO blobs (tenant, hash, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = database.prepare<Name>('DELETE FROM blobs WHERE tenant = ? AND hash = ?');
  const noteResidue = database.prepare('UPDATE store SET has_residue = 1 WHERE has_residue = 0');
  return {
    async put(tenant, bytes) {
      const { content, hash } = await hashedCopy(bytes);
      await connection.write(() => insert.run(tenant, hash, content));
      return { hash, sizeBytes: content.length };
    },
    async get(tenant, hash) {
      const row = await connection.read(() => select.get(tenant, hash));
      return row ? soundContent(row.content, hash) : null;
    },
    has: (tenant, hash) => connection.read(() => exists.get(tenant, hash) !== undefined),
    /** As thorough as an erasure; see `SqliteStore.compact`. */
    async delete(tenant, hash) {
      const wasThere = await connection.write(() => {
        const isRemoved = remove.run(tenant, hash).changes > 0;
        if (isRemoved) noteResidue.run();
        return isRemoved;
      });
      await connection.emptyLog();
      return wasThere;
    },
  };
}
