import type { Logger } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { Database } from 'better-sqlite3';
import { createGroupCommit, type GroupCommit } from './group-commit.js';
import type { ProcessLock } from './open/process-lock.js';
import { closed, codeOf, faultAtWork, faultOf } from './store-errors.js';

/** The one connection of an open store: reads at once, writes in groups, errors in our terms. */
export class StoreConnection {
  readonly database: Database;
  readonly #group: GroupCommit;
  readonly #lock: ProcessLock;
  readonly #logger: Logger | undefined;
  #closed = false;

  constructor(database: Database, lock: ProcessLock, logger: Logger | undefined) {
    this.database = database;
    this.#group = createGroupCommit(database);
    this.#lock = lock;
    this.#logger = logger;
  }

  /** Sees all that was acknowledged, and nothing of a group that is not committed. */
  async read<T>(work: () => T): Promise<T> {
    this.assertOpen();
    try {
      return work();
    } catch (error) {
      throw this.#fault(error);
    }
  }

  /** See `GroupCommit.write`. */
  async write<T>(work: () => T): Promise<T> {
    this.assertOpen();
    try {
      return await this.#group.write(work);
    } catch (error) {
      throw this.#fault(error);
    }
  }

  /**
   * Brings the write-ahead log into the database and empties it, so that it holds nothing of what
   * was overwritten or deleted there.
   *
   * @throws AgentChatError `Unavailable` while another program reads the file: the work is done, but
   * the log still holds the old text
   */
  emptyLog(): void {
    this.assertOpen();
    try {
      if (isLogEmptied(this.database)) return;
    } catch (error) {
      throw this.#fault(error);
    }
    throw new AgentChatError(
      'Unavailable',
      'It is erased, but another program reads the database, and its log still holds the old text. Do it again.',
    );
  }

  /** See `SqliteStore.compact`. Does nothing when nothing was erased since the last time. */
  compact(): void {
    this.assertOpen();
    try {
      const residue = this.database.prepare<[], number>('SELECT has_residue FROM store').pluck();
      if (residue.get() === 0) return;
      this.database.exec('VACUUM');
      this.database.exec('UPDATE store SET has_residue = 0');
    } catch (error) {
      throw this.#fault(error);
    }
    this.emptyLog();
  }

  assertOpen(): void {
    if (this.#closed) throw closed();
  }

  /** Commits what waits and brings the write-ahead log into the database. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#group.flush();
    try {
      this.database.pragma('wal_checkpoint(TRUNCATE)');
      this.database.close();
    } catch (error) {
      // All that was acknowledged is in the log, and the next start reads it from there.
      this.#logger?.log('warn', 'store closed without a checkpoint', { reason: codeOf(error) });
    } finally {
      this.#lock.release();
    }
  }

  #fault(error: unknown): unknown {
    const fault = AgentChatError.isInstance(error) ? error.code : faultOf(error);
    if (fault) {
      const file = this.database.name;
      this.#logger?.log('error', 'store failed', { fault, reason: codeOf(error), file });
    }
    return faultAtWork(error);
  }
}

function isLogEmptied(database: Database): boolean {
  const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
  return result?.busy === 0;
}
