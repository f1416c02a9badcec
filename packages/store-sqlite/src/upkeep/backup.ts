import { randomBytes } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dataFiles, type StoreLocation, syncFolder } from '../open/data-files.js';
import { taken } from '../store-errors.js';
import type { StoreReport } from './check-store.js';
import { copyDatabase } from './copy-database.js';

export type BackupOptions = StoreLocation & {
  /** The file to make. It must not exist; its folder must. */
  readonly to: string;
  readonly signal?: AbortSignal;
};

/**
 * Copies one moment of a store to one file, also while another process has the store open and
 * writes: all that was acknowledged before the call is in it. The copy is checked as
 * `checkSqliteStore` does, and appears under its name when it is whole and flushed; it is for its
 * owner alone (0600). It has the epoch of the store: bring it back with `restoreSqliteStore`.
 *
 * @throws AgentChatError
 * - `InvalidConfiguration`: there is no such store, or the file to make exists
 * - `StoreDamaged`, `StoreNewer`, `StoreInUse`: of the store, as from `checkSqliteStore`
 * - `StoreUnwritable`: the copy cannot be written
 */
export async function backupSqliteStore(options: BackupOptions): Promise<StoreReport> {
  const to = resolve(options.to);
  const draft = `${to}.${randomBytes(6).toString('hex')}.partial`;
  const assertFree = (): void => {
    if (existsSync(to)) throw taken(to, 'a backup overwrites nothing, so choose another name');
  };
  assertFree();
  const report = await copyDatabase(dataFiles(options), draft, options.signal);
  assertFree();
  renameSync(draft, to);
  syncFolder(dirname(to));
  return { ...report, file: to };
}
