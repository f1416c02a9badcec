import type { Migration } from './migration.js';

/**
 * - `events` is written at its end only, whatever conversation an event belongs to, and has one
 *   index: a group of appends touches few pages. `position` is the order over all conversations.
 *   `crc` is the CRC-32 of `json`: SQLite checks the structure of its pages, not the text in them.
 * - `conversations.participants` is the list that `roster` was last built from, so that an append
 *   which leaves the roster as it is does not touch that table.
 * - `conversations.head` is 0 while there are only keys: such a conversation does not exist yet.
 */
export const initial: Migration = {
  version: 1,
  sql: `
    CREATE TABLE store (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      epoch TEXT NOT NULL
    ) STRICT;

    CREATE TABLE conversations (
      id INTEGER PRIMARY KEY,
      conversation_id TEXT NOT NULL UNIQUE,
      tenant TEXT NOT NULL,
      head INTEGER NOT NULL,
      fence INTEGER NOT NULL DEFAULT 0,
      runnable INTEGER NOT NULL,
      updated_at TEXT NOT NULL,
      participants TEXT NOT NULL,
      record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX conversations_by_activity ON conversations (tenant, updated_at);

    CREATE TABLE roster (
      tenant TEXT NOT NULL,
      participant_id TEXT NOT NULL,
      conversation INTEGER NOT NULL,
      PRIMARY KEY (tenant, participant_id, conversation)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE events (
      position INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      json TEXT NOT NULL,
      crc INTEGER NOT NULL,
      UNIQUE (conversation, seq)
    ) STRICT;

    CREATE TABLE keys (
      conversation INTEGER NOT NULL,
      author TEXT NOT NULL,
      request_id TEXT NOT NULL,
      params_hash TEXT NOT NULL,
      result TEXT NOT NULL,
      PRIMARY KEY (conversation, author, request_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE records (
      tenant TEXT NOT NULL,
      collection TEXT NOT NULL,
      id TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (tenant, collection, id)
    ) STRICT, WITHOUT ROWID;
  `,
};
