import type { Migration } from './migration.js';

/** With rows of their own: what is large must not stand in an index. */
export const blobs: Migration = {
  version: 4,
  sql: `
    CREATE TABLE blobs (
      id INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL,
      hash TEXT NOT NULL,
      content BLOB NOT NULL,
      UNIQUE (tenant, hash)
    ) STRICT;
  `,
};
