import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { SCHEMA_VERSION, schemaVersion } from '../migrations/migrate.js';
import { codeOf, damaged, faultOf, inUse, newer, unwritable } from '../store-errors.js';
import { APPLICATION_ID } from './create-database.js';
import { type DataFiles, LOG_SUFFIXES } from './data-files.js';

/** Only a foreign program, such as the `sqlite3` shell, can hold the database against us. */
export const BUSY_TIMEOUT_MS = 1_000;

/**
 * Whether there is a database, after looking at all of it. It is only read: a damaged file and its
 * write-ahead log stay as they are, for whoever tries to save them. Only a transaction that was
 * interrupted before the database had that log is undone: till then nobody can read it.
 *
 * @throws AgentChatError `StoreDamaged`, `StoreInUse`, `StoreNewer`, `StoreUnwritable`
 */
export function checkDatabase(files: DataFiles): 'missing' | 'sound' {
  const size = sizeOf(files.database);
  if (size === null) {
    // SQLite would delete the log of the lost database, or bring it into a new one.
    if (LOG_SUFFIXES.some((suffix) => (sizeOf(`${files.database}${suffix}`) ?? 0) > 0)) {
      throw damaged(files.database, 'it is missing, but its log is there');
    }
    // What was there before is aside: a new, empty store would hide it.
    if (sizeOf(files.restoring) !== null) {
      throw damaged(files.database, 'a restore of it was interrupted, so restore it again');
    }
    return 'missing';
  }
  if (size === 0) throw damaged(files.database, 'the file is empty');
  try {
    undoInterrupted(files.database);
    withDatabase(files.database, { readonly: true }, (database) => {
      checkHeader(files.database, database);
      checkPages(files.database, database);
    });
  } catch (error) {
    throw openingFault(files.database, error);
  }
  return 'sound';
}

/** SQLite undoes it with the first read, where it may write. */
function undoInterrupted(file: string): void {
  try {
    withDatabase(file, { readonly: true }, schemaVersion);
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_READONLY_ROLLBACK') throw error;
    withDatabase(file, { readonly: false }, schemaVersion);
  }
}

function withDatabase(
  file: string,
  { readonly }: { readonly readonly: boolean },
  work: (database: Database.Database) => void,
): void {
  const database = new Database(file, { readonly, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    work(database);
  } finally {
    database.close();
  }
}

/** An error of SQLite while a store is opened, as whoever opens it should read it. */
export function openingFault(file: string, error: unknown): unknown {
  switch (faultOf(error)) {
    case 'StoreDamaged':
      return damaged(file, describe(error), error);
    case 'StoreUnwritable':
      return unwritable(file, error);
    case 'Unavailable':
      // We hold the process lock, so it is a foreign program.
      return inUse(file, error);
    default:
      return error;
  }
}

/** @throws AgentChatError `StoreDamaged`, `StoreNewer` */
export function checkHeader(file: string, database: Database.Database): void {
  const version = schemaVersion(database);
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw damaged(file, 'it is not a database of this package');
  }
  if (version > SCHEMA_VERSION) throw newer(file, version, SCHEMA_VERSION);
}

function checkPages(file: string, database: Database.Database): void {
  const verdict = database.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw damaged(file, String(verdict).replaceAll(/\s+/g, ' '));
}

function sizeOf(path: string): number | null {
  try {
    const status = statSync(path);
    if (!status.isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
    return status.size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unwritable(path, error);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(codeOf(error));
}
