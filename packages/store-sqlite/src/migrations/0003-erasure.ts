import type { Migration } from './migration.js';

/**
 * - `store.last_position` is the highest position that had been given when a conversation was last
 *   deleted. SQLite would give a deleted one again, and a reader that had passed it would miss an event.
 * - `store.has_residue` is 1 from an erasure until the file has been rewritten.
 */
export const erasure: Migration = {
  version: 3,
  sql: `
    ALTER TABLE store ADD COLUMN last_position INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE store ADD COLUMN has_residue INTEGER NOT NULL DEFAULT 0;
  `,
};
