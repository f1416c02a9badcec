import Database from 'better-sqlite3';
import { damaged, faultOf, inUse, unwritable } from '../store-errors.js';
import { assertWritable, type DataFiles, preparePrivateFile } from './data-files.js';

/** A process that has just been killed may need a moment until the kernel drops its lock. */
const WAIT_MS = 500;

export interface ProcessLock {
  release(): void;
}

/**
 * Makes this process the only one that has the store open: an exclusive transaction on a file of
 * its own, held until `release`. The kernel drops it however the process ends, so a leftover file
 * means nothing, and whoever holds the lock knows that every earlier holder is gone.
 *
 * @throws AgentChatError `StoreInUse`, `StoreUnwritable`
 */
export function acquireProcessLock(files: DataFiles): ProcessLock {
  preparePrivateFile(files.lock);
  assertWritable(files.lock);
  let lock: Database.Database | null = null;
  try {
    lock = new Database(files.lock, { timeout: WAIT_MS });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    const fault = faultOf(error);
    if (fault === 'Unavailable') throw inUse(files.database, error);
    if (fault === 'StoreDamaged') {
      throw damaged(files.lock, 'the lock file is not one; it holds no data and may be removed', error);
    }
    throw fault === 'StoreUnwritable' ? unwritable(files.lock, error) : error;
  }
  const held = lock;
  return { release: () => held.close() };
}
