import type { Migration } from './migration.js';

/** Where records are found beside their ids, and which keys a record has. */
export const recordKeys: Migration = {
  version: 5,
  sql: `
    CREATE TABLE record_keys (
      tenant TEXT NOT NULL,
      collection TEXT NOT NULL,
      key TEXT NOT NULL,
      id TEXT NOT NULL,
      PRIMARY KEY (tenant, collection, key, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX record_keys_by_record ON record_keys (tenant, collection, id);
  `,
};
