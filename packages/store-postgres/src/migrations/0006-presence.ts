import type { Migration } from './migration.js';

/**
 * Who is there and who is writing, for the viewers on other nodes. Unlogged, as drafts are: after a
 * crash of the server each node says it again. `said` is JSON, which no name breaks.
 */
export const presence: Migration = {
  version: 6,
  sql: (schema) => `
    CREATE UNLOGGED TABLE ${schema}.presence_nodes (
      node text COLLATE "C" PRIMARY KEY,
      lives_until timestamptz NOT NULL
    );
    CREATE UNLOGGED TABLE ${schema}.presence (
      tenant text COLLATE "C" NOT NULL,
      conversation_id text COLLATE "C" NOT NULL,
      node text COLLATE "C" NOT NULL,
      said text NOT NULL,
      written_at timestamptz NOT NULL,
      PRIMARY KEY (tenant, conversation_id, node)
    );
    CREATE INDEX presence_by_age ON ${schema}.presence (written_at);
  `,
};
