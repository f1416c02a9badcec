import { AgentChatError } from '@agent-chat/protocol';

/** What went wrong with a store, by whose hands it can be mended. */
export type StoreFault = 'StoreDamaged' | 'StoreInUse' | 'StoreUnwritable' | 'Unavailable';

const FILE_SYSTEM_CODES =
  /^E(?:ACCES|PERM|ROFS|NOSPC|DQUOT|FBIG|IO|NOTDIR|NOENT|EXIST|ISDIR|LOOP|NAMETOOLONG)$/;
const UNREADABLE = /^SQLITE_IOERR_(?:READ|SHORT_READ|DATA|CORRUPTFS)$/;

/** The fault that an error of SQLite or of the file system stands for; `null` for any other error. */
export function faultOf(error: unknown): StoreFault | null {
  const code = codeOf(error);
  if (code === null) return null;
  if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(code) || UNREADABLE.test(code)) return 'StoreDamaged';
  if (/^SQLITE_(?:READONLY|CANTOPEN|FULL|IOERR|PERM|NOLFS)/.test(code)) return 'StoreUnwritable';
  if (/^SQLITE_(?:BUSY|LOCKED|PROTOCOL|NOMEM|INTERRUPT)/.test(code)) return 'Unavailable';
  return FILE_SYSTEM_CODES.test(code) ? 'StoreUnwritable' : null;
}

/** `SQLITE_…` or the file system's `E…`. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** For whoever starts the store: names the file and says what to do. Nothing was deleted. */
export function damaged(file: string, what: string, cause?: unknown): AgentChatError {
  return new AgentChatError(
    'StoreDamaged',
    `The database "${file}" cannot be used: ${what}. Nothing was changed or deleted. Keep a copy of ` +
      'its folder, then restore a backup, or save what is left with "sqlite3 <file> .recover", ' +
      'or move the folder away to start with an empty store.',
    { details: { file, what }, cause },
  );
}

export function unwritable(path: string, cause: unknown): AgentChatError {
  const code = codeOf(cause) ?? 'unknown';
  return new AgentChatError(
    'StoreUnwritable',
    `The store cannot write to "${path}" (${code}). Give this process the right to write there and ` +
      'room on the disk, or choose another folder.',
    { details: { path, reason: code }, cause },
  );
}

export function inUse(file: string, cause: unknown): AgentChatError {
  return new AgentChatError(
    'StoreInUse',
    `Another process uses the store "${file}". Stop that process, or choose another folder.`,
    { details: { file }, cause },
  );
}

export function newer(file: string, found: number, supported: number): AgentChatError {
  return new AgentChatError(
    'StoreNewer',
    `The database "${file}" was written by a newer version: its schema is ${found}, this version reads ` +
      `up to ${supported}. Nothing was changed. Upgrade this package.`,
    { details: { file, found, supported } },
  );
}

export function missing(file: string): AgentChatError {
  return new AgentChatError('InvalidConfiguration', `There is no database "${file}".`, { details: { file } });
}

export function taken(file: string, advice: string): AgentChatError {
  return new AgentChatError('InvalidConfiguration', `"${file}" exists already: ${advice}.`, {
    details: { file },
  });
}

/** What a caller in the middle of the work may see: it may reach a client, so it names no path. */
const AT_WORK: Record<StoreFault, string> = {
  StoreDamaged: 'The store is damaged and cannot be read. Its operator must restore it.',
  StoreUnwritable: 'The store cannot be written: its disk is full, read-only or failing.',
  StoreInUse: 'The store is in use by another process.',
  Unavailable: 'The store is busy.',
};

/** The error of a call on an open store. What is not the store's fault is passed on as it is. */
export function faultAtWork(error: unknown): unknown {
  const fault = faultOf(error);
  if (fault === null) return error;
  return new AgentChatError(fault, AT_WORK[fault], { details: { reason: codeOf(error) }, cause: error });
}

export function closed(): AgentChatError {
  return new AgentChatError('Unavailable', 'The store is closed.');
}
