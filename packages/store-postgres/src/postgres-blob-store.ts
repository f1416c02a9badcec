import { type BlobStore, hashedCopy, soundContent } from '@agent-chat/core';
import type { Database } from './database.js';
import { encodeName } from './names.js';

export function createPostgresBlobStore(database: Database): BlobStore {
  const { schema } = database;
  const existsSql = `SELECT FROM ${schema}.blobs WHERE tenant = $1 AND hash = $2`;
  const selectSql = `SELECT content FROM ${schema}.blobs WHERE tenant = $1 AND hash = $2`;
  const putSql = `SELECT ${schema}.put_blob($1, $2, $3)`;
  const deleteSql = `SELECT ${schema}.delete_blob($1, $2) AS deleted`;

  const has = async (names: readonly string[]): Promise<boolean> =>
    (await database.repeatable(existsSql, names)).length > 0;

  return {
    put: (tenant, bytes) =>
      database.track(async () => {
        const { content, hash } = await hashedCopy(bytes);
        const names = [encodeName(tenant), hash];
        // What is there need not travel again.
        if (!(await has(names))) await database.repeatable(putSql, [...names, Buffer.from(content.buffer)]);
        return { hash, sizeBytes: content.length };
      }),
    get: (tenant, hash) =>
      database.track(async () => {
        const names = [tenant, hash].map(encodeName);
        const [row] = await database.repeatable<{ content: Uint8Array }>(selectSql, names);
        return row ? soundContent(row.content, hash) : null;
      }),
    has: (tenant, hash) => database.track(() => has([tenant, hash].map(encodeName))),
    delete: (tenant, hash) =>
      database.track(async () => {
        const names = [tenant, hash].map(encodeName);
        const [row] = await database.query<{ deleted: boolean }>(deleteSql, names);
        return row?.deleted === true;
      }),
  };
}
