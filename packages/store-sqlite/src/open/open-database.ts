import Database from 'better-sqlite3';
import { migrate } from '../migrations/migrate.js';
import { damaged } from '../store-errors.js';
import { BUSY_TIMEOUT_MS, checkDatabase, openingFault } from './check-database.js';
import { createDatabase } from './create-database.js';
import { assertWritable, type DataFiles } from './data-files.js';

/**
 * `full`: what was acknowledged survives the loss of power. `normal`: it survives the end of the
 * process, however sudden; the loss of power may take the newest appends.
 */
export type Durability = 'full' | 'normal';

export interface OpenedDatabase {
  readonly database: Database.Database;
  /** What another connection to the same file has to be set to. */
  readonly pragmas: readonly string[];
  readonly epoch: string;
  readonly created: boolean;
}

/**
 * The checked and up-to-date database, made when there is none. The caller holds the process lock.
 *
 * @throws AgentChatError `StoreDamaged`, `StoreNewer`, `StoreUnwritable`
 */
export function openDatabase(files: DataFiles, durability: Durability): OpenedDatabase {
  const created = checkDatabase(files) === 'missing';
  let database: Database.Database | null = null;
  try {
    if (created) createDatabase(files);
    assertWritable(files.database);
    database = new Database(files.database, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    const pragmas = pragmasFor(durability);
    for (const pragma of pragmas) database.pragma(pragma);
    migrate(database);
    return { database, pragmas, epoch: readEpoch(files.database, database), created };
  } catch (error) {
    database?.close();
    throw openingFault(files.database, error);
  }
}

function pragmasFor(durability: Durability): readonly string[] {
  const isFull = durability === 'full';
  return [
    'journal_mode = WAL',
    `synchronous = ${isFull ? 'FULL' : 'NORMAL'}`,
    // macOS only: without them its fsync leaves data in the drive's cache.
    `fullfsync = ${isFull ? 'ON' : 'OFF'}`,
    'checkpoint_fullfsync = ON',
    // What is erased or deleted is overwritten, not left in the unused parts of the file.
    'secure_delete = ON',
    // Damage within a page is found when the page is read, not when it is trusted.
    'cell_size_check = ON',
    'trusted_schema = OFF',
    // After a burst the log file shrinks back to this.
    `journal_size_limit = ${64 * 1024 * 1024}`,
  ];
}

function readEpoch(file: string, database: Database.Database): string {
  const row = database.prepare<[], { epoch: string }>('SELECT epoch FROM store').get();
  if (!row) throw damaged(file, 'it has no epoch');
  return row.epoch;
}
