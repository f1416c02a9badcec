import { rmSync } from 'node:fs';
import { AgentChatError } from '@agent-chat/protocol';
import Database from 'better-sqlite3';
import { BUSY_TIMEOUT_MS, checkDatabase, checkHeader, openingFault } from '../open/check-database.js';
import { type DataFiles, dataFiles, preparePrivateFile, syncFile } from '../open/data-files.js';
import { damaged, faultOf, missing, unwritable } from '../store-errors.js';
import { checkFiles, type StoreReport } from './check-store.js';

/** Copied between two looks at what else there is to do: 4 MiB. */
const PAGES_A_STEP = 1_024;

/**
 * Copies one moment of a database, whatever others write to it meanwhile, to a new file for its
 * owner alone: one file that needs no write-ahead log, checked whole and flushed. On any error the
 * copy is removed.
 *
 * @throws AgentChatError as `checkSqliteStore`, for `from`; `StoreUnwritable` for `to`; `Aborted`
 */
export async function copyDatabase(from: DataFiles, to: string, signal?: AbortSignal): Promise<StoreReport> {
  requireNotAborted(signal);
  if (checkDatabase(from) === 'missing') throw missing(from.database);
  removeCopy(to);
  preparePrivateFile(to);
  try {
    await copyMoment(from.database, to, signal);
    detachFromLog(to);
    const report = checkCopy(from.database, to);
    syncFile(to);
    return report;
  } catch (error) {
    removeCopy(to);
    throw faultOf(error) === 'StoreUnwritable' ? unwritable(to, error) : openingFault(from.database, error);
  }
}

async function copyMoment(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    checkHeader(from, source);
    // The copy is of the moment that this transaction sees. Without it each write of another process
    // would make the copy begin again.
    source.exec('BEGIN');
    source.prepare('SELECT epoch FROM store').get();
    await source.backup(to, {
      progress() {
        requireNotAborted(signal);
        return PAGES_A_STEP;
      },
    });
  } finally {
    source.close();
  }
}

function requireNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new AgentChatError('Aborted', 'The backup was called off.', { cause: signal.reason });
}

/** A copy opens without other files beside it, also where nothing can be written. */
function detachFromLog(file: string): void {
  const copy = new Database(file, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/** Pages are copied as they are: what is wrong with the copy is wrong with its source. */
function checkCopy(from: string, to: string): StoreReport {
  try {
    return checkFiles(dataFiles({ file: to }));
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw damaged(from, error.details.what, error);
  }
}

function isDamage(error: unknown): error is { readonly details: { readonly what: string } } {
  return AgentChatError.isInstance(error) && error.code === 'StoreDamaged';
}

function removeCopy(file: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}
