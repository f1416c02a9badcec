import type { Logger } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { Database } from 'better-sqlite3';
import { THREAD_STATEMENTS } from './event-statements.js';
import { type BoundForm, createGroupCommit, type GroupCommit } from './group-commit.js';
import type { ProcessLock } from './open/process-lock.js';
import { closed, codeOf, faultAtWork, faultOf } from './store-errors.js';

/** An open store: reads at once, writes in groups, errors in our terms. */
export class StoreConnection {
  readonly database: Database;
  readonly #group: GroupCommit;
  readonly #lock: ProcessLock;
  readonly #logger: Logger | undefined;
  #closing: Promise<void> | null = null;

  constructor(options: {
    readonly database: Database;
    readonly pragmas: readonly string[];
    readonly lock: ProcessLock;
    readonly logger: Logger | undefined;
  }) {
    const { database, pragmas, lock, logger } = options;
    this.database = database;
    this.#lock = lock;
    this.#logger = logger;
    const thread = { file: database.name, pragmas, statements: THREAD_STATEMENTS };
    this.#group = createGroupCommit(database, thread, (error) => {
      // What was on its way has been refused; from now on all is written by this thread.
      logger?.log('error', 'the thread that writes was lost', { cause: String(error) });
    });
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
  async write<T>(work: () => T, bound?: BoundForm<T>): Promise<T> {
    this.assertOpen();
    try {
      return await this.#group.write(work, bound);
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
  async emptyLog(): Promise<void> {
    if (await this.#alone(() => isLogEmptied(this.database))) return;
    throw new AgentChatError(
      'Unavailable',
      'It is erased, but another program reads the database, and its log still holds the old text. Do it again.',
    );
  }

  /** See `SqliteStore.compact`. Does not rewrite the file when nothing was erased since the last time. */
  async compact(): Promise<void> {
    await this.#alone(() => {
      const residue = this.database.prepare<[], number>('SELECT has_residue FROM store').pluck();
      if (residue.get() === 0) return;
      this.database.exec('VACUUM');
      this.database.exec('UPDATE store SET has_residue = 0');
    });
    // Also after a rewriting that could not empty it.
    await this.emptyLog();
  }

  assertOpen(): void {
    if (this.#closing !== null) throw closed();
  }

  /** Commits what waits and brings the write-ahead log into the database. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#group.close();
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

  async #alone<T>(work: () => T): Promise<T> {
    this.assertOpen();
    try {
      return await this.#group.alone(work);
    } catch (error) {
      throw this.#fault(error);
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
