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
    configure(database, durability);
    migrate(database);
    return { database, epoch: readEpoch(files.database, database), created };
  } catch (error) {
    database?.close();
    throw openingFault(files.database, error);
  }
}

function configure(database: Database.Database, durability: Durability): void {
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
  // macOS only: without them its fsync leaves data in the drive's cache.
  database.pragma(`fullfsync = ${durability === 'full' ? 'ON' : 'OFF'}`);
  database.pragma('checkpoint_fullfsync = ON');
  // What is erased or deleted is overwritten, not left in the unused parts of the file.
  database.pragma('secure_delete = ON');
  // Damage within a page is found when the page is read, not when it is trusted.
  database.pragma('cell_size_check = ON');
  database.pragma('trusted_schema = OFF');
  // After a burst the log file shrinks back to this.
  database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
}

function readEpoch(file: string, database: Database.Database): string {
  const row = database.prepare<[], { epoch: string }>('SELECT epoch FROM store').get();
  if (!row) throw damaged(file, 'it has no epoch');
  return row.epoch;
}
