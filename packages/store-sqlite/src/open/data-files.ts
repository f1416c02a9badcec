import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { codeOf, unwritable } from '../store-errors.js';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/**
 * What SQLite writes beside a database, and without which it is not whole: the write-ahead log, and the
 * journal of a database that is not in that mode yet, as a new or restored one.
 */
export const LOG_SUFFIXES = ['-wal', '-journal'] as const;

/** The files of a store. SQLite adds its logs and `<database>-shm` beside the database. */
export interface DataFiles {
  readonly folder: string;
  readonly database: string;
  /** Locked for as long as a process has the store open; it holds nothing. */
  readonly lock: string;
  /** A database that is being made, before it takes its place. */
  readonly draft: string;
  /** A database that is being restored, before it takes its place. */
  readonly restoring: string;
}

/** Where a store lives: a folder, for `agent-chat.db` inside it, or the database file itself. */
export type StoreLocation =
  | { readonly folder: string; readonly file?: never }
  | { readonly file: string; readonly folder?: never };

export function dataFiles(location: StoreLocation): DataFiles {
  const { folder: named, file } = location;
  const database = resolve(named === undefined ? file : `${named}/agent-chat.db`);
  const folder = dirname(database);
  return {
    folder,
    database,
    lock: `${folder}/${basename(database)}.lock`,
    draft: `${folder}/${basename(database)}.creating`,
    restoring: `${folder}/${basename(database)}.restoring`,
  };
}

/** Makes the folder, for its owner alone, when there is none. An existing one keeps its mode. */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/**
 * Node's own `recursive` never returns where a parent exists and yet nothing can be made in it: in
 * `/proc`, or behind a symbolic link to nowhere.
 */
function makeFolder(folder: string): void {
  try {
    makeOneFolder(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    makeOneFolder(folder);
  }
}

function makeOneFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: PRIVATE_FOLDER });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
}

/** Makes an empty file for its owner alone, when there is none. SQLite's own files take its mode. */
export function preparePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_FILE));
  } catch (error) {
    // An existing file is not opened: closing it would drop the locks that this process has on it.
    if (codeOf(error) !== 'EEXIST') throw unwritable(path, error);
  }
}

/** Makes what was written to a file durable. */
export function syncFile(path: string): void {
  sync(path, 'r+');
}

/** Makes a rename durable. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') sync(folder, 'r');
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** SQLite opens what it may not write for reading only, and says so at the first write. */
export function assertWritable(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}
