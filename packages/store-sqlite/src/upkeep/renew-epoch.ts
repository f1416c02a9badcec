import Database from 'better-sqlite3';
import { BUSY_TIMEOUT_MS, checkDatabase, openingFault } from '../open/check-database.js';
import { mintEpoch } from '../open/create-database.js';
import { assertWritable, dataFiles, type StoreLocation } from '../open/data-files.js';
import { acquireProcessLock } from '../open/process-lock.js';
import { missing } from '../store-errors.js';

/**
 * Above every fence that the other history may hand out: a runner of the one writes nothing to the
 * other.
 */
const FENCES_APART = 1_000_000;

/**
 * Gives a store a new epoch: for a copy of its file, which from then on has a history of its own.
 * Whoever comes with a cursor of the other history gets a snapshot instead of events that do not
 * follow. Resolves with the new epoch.
 *
 * @throws AgentChatError `StoreInUse` while a process has it open; `InvalidConfiguration` when there
 * is no such store; `StoreDamaged`, `StoreNewer`, `StoreUnwritable`
 */
export async function renewSqliteEpoch(location: StoreLocation): Promise<string> {
  const files = dataFiles(location);
  // Before the lock, which makes a file.
  if (checkDatabase(files) === 'missing') throw missing(files.database);
  const lock = acquireProcessLock(files);
  try {
    return writeNewEpoch(files.database);
  } finally {
    lock.release();
  }
}

/** The caller has the file for itself. */
export function writeNewEpoch(file: string): string {
  assertWritable(file);
  const epoch = mintEpoch();
  try {
    const database = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      database.pragma('synchronous = FULL');
      database
        .transaction(() => {
          database.prepare('UPDATE store SET epoch = ?').run(epoch);
          database.prepare('UPDATE conversations SET fence = fence + ?').run(FENCES_APART);
        })
        .immediate();
    } finally {
      database.close();
    }
  } catch (error) {
    throw openingFault(file, error);
  }
  return epoch;
}
