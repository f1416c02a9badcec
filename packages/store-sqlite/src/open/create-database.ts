import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrate } from '../migrations/migrate.js';
import { type DataFiles, preparePrivateFile, syncFolder } from './data-files.js';

/** In the header of every store: "ACht". Tells it from the databases of other programs. */
export const APPLICATION_ID = 0x41436874;

/**
 * Makes an empty database with a new epoch under another name and then gives it its own, so that
 * a database is there whole or not at all, and an empty or half-written one is always damage.
 */
export function createDatabase(files: DataFiles): void {
  // What an interrupted start left: nobody has ever written an event to it.
  for (const suffix of ['', '-journal']) rmSync(`${files.draft}${suffix}`, { force: true });
  preparePrivateFile(files.draft);
  const database = new Database(files.draft);
  try {
    database.pragma('synchronous = FULL');
    database.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(database);
    database.prepare('INSERT INTO store (id, epoch) VALUES (1, ?)').run(mintEpoch());
  } finally {
    database.close();
  }
  renameSync(files.draft, files.database);
  syncFolder(files.folder);
}

/** 64 random bits as hexadecimal digits: an epoch must only differ from its own predecessors. */
export function mintEpoch(): string {
  return randomBytes(8).toString('hex');
}
