import type { Database } from 'better-sqlite3';
import { initial } from './0001-initial.js';
import { ledger } from './0002-ledger.js';
import { erasure } from './0003-erasure.js';
import { blobs } from './0004-blobs.js';
import { recordKeys } from './0005-record-keys.js';
import type { Migration } from './migration.js';

/** All steps in order, each one above the version before it. A released step never changes. */
export const MIGRATIONS: readonly Migration[] = [initial, ledger, erasure, blobs, recordKeys];

/** What this version of the package writes and the highest that it reads. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

export function schemaVersion(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/**
 * Runs the steps above the file's version, each in a transaction of its own together with the
 * version that it leads to, so that an interrupted upgrade goes on where it stopped.
 */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const { version, sql } of migrations) {
    if (version <= schemaVersion(database)) continue;
    database
      .transaction(() => {
        database.exec(sql);
        database.pragma(`user_version = ${version}`);
      })
      .immediate();
  }
}
