import type { Migration } from './migration.js';

/**
 * What is being written, for the viewers on other nodes. Unlogged: it is not written to the server's
 * log, so that it takes nothing from the appends, and it is empty after a crash of the server, as
 * drafts may be. `piece` is JSON, which no text breaks; `starts_at` is -1 where a draft was taken back.
 */
export const drafts: Migration = {
  version: 5,
  sql: (schema) => `
    CREATE UNLOGGED TABLE ${schema}.drafts (
      tenant text COLLATE "C" NOT NULL,
      conversation_id text COLLATE "C" NOT NULL,
      fence bigint NOT NULL,
      draft_id text COLLATE "C" NOT NULL,
      starts_at integer NOT NULL,
      ends_at integer NOT NULL,
      piece text NOT NULL,
      ordinal bigint GENERATED ALWAYS AS IDENTITY,
      written_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant, conversation_id, fence, draft_id, starts_at)
    );
    CREATE INDEX drafts_by_age ON ${schema}.drafts (written_at);
  `,
};
