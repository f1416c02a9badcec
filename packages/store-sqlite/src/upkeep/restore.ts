import { existsSync, renameSync, rmSync } from 'node:fs';
import {
  type DataFiles,
  dataFiles,
  LOG_SUFFIXES,
  prepareFolder,
  type StoreLocation,
  syncFolder,
} from '../open/data-files.js';
import { acquireProcessLock } from '../open/process-lock.js';
import { missing, taken, unwritable } from '../store-errors.js';
import type { StoreReport } from './check-store.js';
import { copyDatabase } from './copy-database.js';
import { writeNewEpoch } from './renew-epoch.js';

/** Of a database and of what it is not whole without. */
const SUFFIXES = ['', ...LOG_SUFFIXES];

export type RestoreOptions = StoreLocation & {
  /** A backup, or the database of another store. It is only read. */
  readonly from: string;
  /** Put an existing store aside rather than refuse. Default false. */
  readonly replace?: boolean;
  readonly signal?: AbortSignal;
};

export interface RestoredStore extends StoreReport {
  /** Where the store is that was in its place; `null` when there was none. */
  readonly replaced: string | null;
}

/**
 * Makes a store from a backup, checked as `checkSqliteStore` does, and gives it a new epoch, so
 * that cursors of what happened after the backup are recognised. A store in its place, sound or
 * damaged, is put aside under another name and never deleted. An interrupted restore leaves the old
 * store, the new one, or none; then the old one is aside and no store opens there until it is done again.
 *
 * @throws AgentChatError
 * - `StoreInUse`: a process has the store open
 * - `InvalidConfiguration`: there is no such backup, or there is a store and `replace` is not set
 * - `StoreDamaged`, `StoreNewer`: of the backup; the store is as it was
 * - `StoreUnwritable`
 */
export async function restoreSqliteStore(options: RestoreOptions): Promise<RestoredStore> {
  const { replace = false, signal } = options;
  const from = dataFiles({ file: options.from });
  const files = dataFiles(options);
  if (!existsSync(from.database)) throw missing(from.database);
  prepareFolder(files.folder);
  const lock = acquireProcessLock(files);
  try {
    const old = SUFFIXES.filter((suffix) => existsSync(`${files.database}${suffix}`));
    if (old.length > 0 && !replace) {
      throw taken(files.database, 'ask to replace it (--replace on the command line), and it is put aside');
    }
    const report = await copyDatabase(from, files.restoring, signal);
    const epoch = writeNewEpoch(files.restoring);
    const replaced = old.length > 0 ? putAside(files, old) : null;
    renameSync(files.restoring, files.database);
    syncFolder(files.folder);
    return { ...report, file: files.database, epoch, replaced };
  } finally {
    lock.release();
  }
}

/**
 * The database goes first: a log alone is refused, a database without its log would seem whole, and
 * a journal that is left would be rolled back into the database that comes next.
 */
function putAside(files: DataFiles, suffixes: readonly string[]): string {
  const aside = freeName(`${files.database}.replaced`);
  try {
    for (const suffix of suffixes) renameSync(`${files.database}${suffix}`, `${aside}${suffix}`);
    // An index of the log, which SQLite makes anew.
    rmSync(`${files.database}-shm`, { force: true });
  } catch (error) {
    throw unwritable(files.database, error);
  }
  return aside;
}

function freeName(base: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${base}-${number}`;
    if (!SUFFIXES.some((suffix) => existsSync(`${name}${suffix}`))) return name;
  }
}
