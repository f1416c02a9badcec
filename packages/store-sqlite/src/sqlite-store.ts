import type { Clock, Logger, Store } from '@agent-chat/core';
import { dataFiles, prepareFolder, type StoreLocation } from './open/data-files.js';
import { type Durability, openDatabase } from './open/open-database.js';
import { acquireProcessLock } from './open/process-lock.js';
import { createSqliteBlobStore } from './sqlite-blob-store.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { SqliteLedger } from './sqlite-ledger.js';
import { createSqliteRecordStore } from './sqlite-record-store.js';
import { StoreConnection } from './store-connection.js';

interface CommonOptions {
  /** What leases and reservations expire by, and windows end by. Default: the platform's time. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Default `full`. */
  readonly durability?: Durability;
  readonly logger?: Logger;
}

export type SqliteStoreOptions = CommonOptions & StoreLocation;

/** It has no ports that several nodes need: it is of one process. */
export interface SqliteStore extends Store {
  /**
   * Rewrites the file, if anything was erased since it was last rewritten. An erasure overwrites the
   * text and empties the write-ahead log at once; but SQLite, when it moves rows between pages, may
   * have left another copy of it, or part of one, in the unused end of a page. After this there is
   * none. It happens by itself when the store is next opened. Nothing else is done meanwhile, for
   * some seconds for each gigabyte, and the disk needs room for twice the file.
   *
   * @throws AgentChatError `Unavailable` while another program reads the file, which may hold the old
   * text still: do it again
   */
  compact(): Promise<void>;
  /**
   * Waits for what was asked before, brings the write-ahead log into the database and frees the
   * folder. `events.close()` is the same. Every later call rejects with `Unavailable`.
   */
  close(): Promise<void>;
}

/**
 * The embedded store: events, records, ledger and blobs in one SQLite file, for one process at a
 * time. The folder is made on demand for its owner alone (0700, files 0600). Concurrent writes share
 * a flush, and each is acknowledged after it. The whole file is checked when it is opened, which takes about a
 * second for each gigabyte. An older schema is brought up to date, and a file that something was
 * erased from is rewritten (see `compact`).
 *
 * @throws AgentChatError
 * - `StoreInUse`: another process has it open
 * - `StoreDamaged`: not a database, or one with broken pages; nothing is changed or deleted
 * - `StoreNewer`: written by a newer version of this package
 * - `StoreUnwritable`: the folder or a file cannot be made or written, or the disk is full
 */
export async function createSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { clock = { now: () => Date.now() }, durability = 'full', logger } = options;
  const files = dataFiles(options);
  prepareFolder(files.folder);
  const lock = acquireProcessLock(files);
  try {
    const { database, pragmas, epoch, created } = openDatabase(files, durability);
    const connection = new StoreConnection({ database, pragmas, lock, logger });
    const events = new SqliteEventStore(connection, epoch, clock);
    const records = createSqliteRecordStore(connection);
    const blobs = createSqliteBlobStore(connection);
    const ledger = new SqliteLedger(connection, clock);
    logger?.log('info', created ? 'store created' : 'store opened', {
      file: files.database,
      epoch,
      durability,
    });
    await compactErased(connection, logger);
    return {
      events,
      records,
      ledger,
      blobs,
      compact: () => connection.compact(),
      close: () => events.close(),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A store that could not be rewritten is sound, and will be the next time. */
async function compactErased(connection: StoreConnection, logger: Logger | undefined): Promise<void> {
  try {
    await connection.compact();
  } catch (error) {
    logger?.log('warn', 'traces of erased text may be left in the file', { cause: String(error) });
  }
}
