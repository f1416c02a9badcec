import Database from 'better-sqlite3';
import { schemaVersion } from '../migrations/migrate.js';
import { BUSY_TIMEOUT_MS, checkDatabase, checkHeader, openingFault } from '../open/check-database.js';
import { type DataFiles, dataFiles, type StoreLocation } from '../open/data-files.js';
import { damaged, missing } from '../store-errors.js';
import { eventFaults } from './event-faults.js';

/** How many faults an error names. Where there is one, there may be thousands. */
const MOST_FAULTS = 5;

/** What is in a store that was found to be sound. */
export interface StoreReport {
  /** Absolute. */
  readonly file: string;
  readonly epoch: string;
  readonly schemaVersion: number;
  readonly conversations: number;
  readonly events: number;
}

/**
 * Looks at everything in a store: the structure of each page, table and index, and that every event
 * has its checksum and every conversation its events, from 1 to its head without a gap. It reads one
 * moment of the store and changes nothing, also while another process has it open and writes. Only a
 * transaction that was interrupted before the database had a write-ahead log is undone first, without
 * which nobody can read it. It keeps its thread busy for some seconds for each gigabyte.
 *
 * @throws AgentChatError
 * - `StoreDamaged`: the message says what, and names the file; `details` has both
 * - `StoreNewer`: written by a newer version of this package
 * - `StoreInUse`: a foreign program has locked the database
 * - `StoreUnwritable`: the file cannot be read
 * - `InvalidConfiguration`: there is no such file
 */
export async function checkSqliteStore(location: StoreLocation): Promise<StoreReport> {
  return checkFiles(dataFiles(location));
}

/** `checkSqliteStore`, at once. */
export function checkFiles(files: DataFiles): StoreReport {
  const file = files.database;
  if (checkDatabase(files) === 'missing') throw missing(file);
  return readDatabase(file, (database) => {
    const structure = database.pragma(`integrity_check(${MOST_FAULTS})`) as { integrity_check: string }[];
    const faults = structure.map((row) => row.integrity_check).filter((verdict) => verdict !== 'ok');
    if (faults.length === 0) faults.push(...eventFaults(database, MOST_FAULTS));
    if (faults.length > 0) throw damaged(file, faults.join('; ').replaceAll(/\s+/g, ' '));
    return reportOf(file, database);
  });
}

/**
 * Reads one moment of a database, whatever others write meanwhile.
 * @throws AgentChatError `StoreDamaged`, `StoreInUse`, `StoreNewer`, `StoreUnwritable`
 */
function readDatabase<T>(file: string, work: (database: Database.Database) => T): T {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      checkHeader(file, database);
      return database.transaction(work)(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw openingFault(file, error);
  }
}

function reportOf(file: string, database: Database.Database): StoreReport {
  const facts = database
    .prepare<[], { epoch: string; conversations: number; events: number }>(
      `SELECT epoch, (SELECT count(*) FROM conversations WHERE head > 0) AS conversations,
         (SELECT count(*) FROM events) AS events FROM store`,
    )
    .get();
  if (!facts) throw damaged(file, 'it has no epoch');
  return { file, schemaVersion: schemaVersion(database), ...facts };
}
